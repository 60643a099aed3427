import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OpenDatabase } from '../connection.ts';
import { openDatabase, type DatabaseName } from '../open-databases.ts';

/** A data folder that is removed when the test has ended. */
export function temporaryDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aichat-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database with this program's schema in a real file, for one test. */
export function temporaryDatabase(name: DatabaseName, folder = temporaryDataFolder()): OpenDatabase {
  const database = openDatabase(folder, name);
  onTestFinished(() => database.close());
  return database;
}
