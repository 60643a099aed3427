import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OpenDatabase } from './connection.ts';
import { asStoreError } from './store-error.ts';

/**
 * Writes a sound, compact copy of a database while it is in use. The thread stands still meanwhile: for the
 * start and for the command line.
 *
 * @param path - must not exist.
 * @throws AppError `STORE_DISK_FULL`, `STORE_UNUSABLE`.
 */
export function copyDatabase({ sqlite }: OpenDatabase, path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    sqlite.prepare('VACUUM INTO ?').run(path);
  } catch (error) {
    throw asStoreError(error, path);
  }
}
