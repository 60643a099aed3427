import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '#core';
import { asStoreError } from './store-error.ts';

/** A data folder that belongs to this process until it is released. */
export interface DataFolderClaim {
  /** Whether the process that had it before ended without releasing it. */
  readonly wasLeftUnclean: boolean;
  /** Gives it back: everything in it is closed and in order. */
  release(): void;
}

/**
 * Claims a data folder for one running bot. The claim is a lock that SQLite holds on a small file: the system
 * lets go of it when the process ends, however it ends, and what is written there tells how.
 *
 * @throws AppError `STORE_IN_USE` when another process has it, `STORE_UNUSABLE`.
 */
export function claimDataFolder(dataFolder: string): DataFolderClaim {
  const path = join(dataFolder, 'running.db');
  try {
    mkdirSync(dataFolder, { recursive: true });
    const file = new Database(path, { timeout: 0 });
    try {
      // Held from the first write on, until the file is closed.
      file.pragma('locking_mode = EXCLUSIVE');
      file.exec(
        'CREATE TABLE IF NOT EXISTS state (only INTEGER PRIMARY KEY CHECK (only = 1), running INTEGER)',
      );
      const wasLeftUnclean = file.prepare('SELECT running FROM state').pluck().get() === 1;
      const mark = file.prepare('INSERT OR REPLACE INTO state (only, running) VALUES (1, ?)');
      mark.run(1);
      return {
        wasLeftUnclean,
        release() {
          mark.run(0);
          file.close();
        },
      };
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (cause) {
    const error = asStoreError(cause, path);
    if (error.code !== 'STORE_BUSY') throw error;
    throw new AppError('STORE_IN_USE', {
      message: `Another aichat is running on the data folder ${dataFolder}.`,
      cause,
      context: { dataFolder },
    });
  }
}
