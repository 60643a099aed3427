import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { AppError } from '#core';
import { asStoreError } from './store-error.ts';

/** Longest wait for another connection's write. */
const BUSY_TIMEOUT_MS = 5000;

/** How one database file is used. */
export interface ConnectionOptions {
  readonly path: string;
  /**
   * `full`: what was committed survives a power cut. `normal`: it survives the end of the process, and the
   * last commits before a power cut may be missing; the file stays sound.
   */
  readonly synchronous: 'full' | 'normal';
}

/** An open database: `orm` for queries, `sqlite` for what drizzle cannot say. */
export interface OpenDatabase {
  readonly path: string;
  readonly sqlite: Database.Database;
  readonly orm: BetterSQLite3Database;
  close(): void;
}

/**
 * Opens a database file for reading and writing, and makes it if it is not there.
 *
 * @throws AppError `STORE_UNUSABLE` when the file is no database, or cannot be made or written.
 */
export function openConnection({ path, synchronous }: ConnectionOptions): OpenDatabase {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const sqlite = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    // auto_vacuum counts only before the first table is made.
    sqlite.pragma('auto_vacuum = INCREMENTAL');
    sqlite.pragma('journal_mode = WAL');
    // better-sqlite3 leaves another value after reopening than after making a file: say it.
    sqlite.pragma(`synchronous = ${synchronous.toUpperCase()}`);
    sqlite.pragma('foreign_keys = ON');
    return { path, sqlite, orm: drizzle(sqlite), close: () => sqlite.close() };
  } catch (error) {
    throw asStoreError(error, path);
  }
}

/**
 * Opens a database file that is there, for reading only.
 *
 * @throws AppError `STORE_ABSENT` when there is none, `STORE_UNUSABLE` when it is none.
 */
export function openReader(path: string): OpenDatabase {
  try {
    const sqlite = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    sqlite.pragma('query_only = ON');
    return { path, sqlite, orm: drizzle(sqlite), close: () => sqlite.close() };
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'SQLITE_CANTOPEN') throw asStoreError(error, path);
    throw new AppError('STORE_ABSENT', {
      message: `There is no database at ${path}.`,
      cause: error,
      context: { path },
    });
  }
}
