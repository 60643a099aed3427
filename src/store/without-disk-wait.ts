import type { OpenDatabase } from './connection.ts';

/**
 * Writes to the app database without waiting for the disk, which takes up to a tenth of a second and would be heard:
 * people talk meanwhile. A crash of the process loses nothing then; a power cut may lose the last of such writes. Not
 * to be used inside a transaction, nor for what must never come back, such as a deletion.
 */
export function withoutDiskWait<Result>(
  { sqlite }: Pick<OpenDatabase, 'sqlite'>,
  write: () => Result,
): Result {
  sqlite.pragma('synchronous = NORMAL');
  try {
    return write();
  } finally {
    sqlite.pragma('synchronous = FULL');
  }
}
