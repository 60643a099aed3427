import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '#core';
import { checkDatabase } from './check-database.ts';
import { openConnection, openReader, type OpenDatabase } from './connection.ts';
import { copyDatabase } from './copy-database.ts';
import { claimDataFolder } from './instance-lock.ts';
import { backupFolderOf, DATABASE_FILES, databasePath, type DatabaseName } from './open-databases.ts';
import { asStoreError } from './store-error.ts';

const NAMES = Object.keys(DATABASE_FILES) as DatabaseName[];
/** A table that only this database has. */
const OWN_TABLE: Readonly<Record<DatabaseName, string>> = { app: 'database_notes', events: 'event_users' };

/** A copy that was made. */
export interface MadeCopy {
  readonly name: DatabaseName;
  readonly path: string;
}

/**
 * Copies both databases, also while a bot uses them, and looks whether the copies are sound.
 *
 * @param folder - where to; `backups` in the data folder when left out.
 * @throws AppError `STORE_ABSENT`, `STORE_DISK_FULL`, `STORE_DAMAGED`.
 */
export function backUpDatabases(
  dataFolder: string,
  folder = backupFolderOf(dataFolder),
): readonly MadeCopy[] {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return NAMES.map((name) => {
    const path = join(folder, DATABASE_FILES[name].file.replace(/\.db$/u, `-${stamp}.db`));
    withDatabase(openThere(dataFolder, name), (database) => copyDatabase(database, path));
    withDatabase(openReader(path), (copy) => checkDatabase(copy, 'quick'));
    return { name, path };
  });
}

/** What came of a restored copy. */
export interface Restored extends MadeCopy {
  /** Where what was there before lies now; undefined when there was nothing. */
  readonly previousPath: string | undefined;
}

/**
 * Puts a copy in the place of the database that it is a copy of. What was there is kept beside the copies.
 *
 * @throws AppError `STORE_IN_USE` while a bot runs, `STORE_ABSENT`, `STORE_DAMAGED`, and `STORE_UNUSABLE` when
 * it is no copy of a database of ours. Nothing has changed then.
 */
export function restoreDatabase(dataFolder: string, copyPath: string): Restored {
  const name = withDatabase(openReader(copyPath), (copy) => {
    checkDatabase(copy, 'full');
    return nameOf(copy);
  });
  const claim = claimDataFolder(dataFolder);
  const path = databasePath(dataFolder, name);
  const beside = `${path}.restoring`;
  try {
    if (resolve(copyPath) === resolve(path)) {
      throw new AppError('STORE_UNUSABLE', {
        message: `${copyPath} is the database itself, not a copy of it.`,
      });
    }
    copyFileSync(copyPath, beside);
    const previousPath = existsSync(path) ? setAside(dataFolder, name) : undefined;
    renameSync(beside, path);
    return { name, path, previousPath };
  } catch (error) {
    throw asStoreError(error, path);
  } finally {
    rmSync(beside, { force: true });
    claim.release();
  }
}

/**
 * Looks through both databases: pages, indexes, foreign keys.
 *
 * @throws AppError `STORE_DAMAGED`, `STORE_ABSENT`.
 */
export function checkDatabases(dataFolder: string): readonly MadeCopy[] {
  return NAMES.map((name) => {
    const path = databasePath(dataFolder, name);
    withDatabase(openReader(path), (database) => checkDatabase(database, 'full'));
    return { name, path };
  });
}

/** Moves a database away as one file, with everything that its log still held. */
function setAside(dataFolder: string, name: DatabaseName): string {
  const path = databasePath(dataFolder, name);
  const stamp = new Date().toISOString().replaceAll(/[:.]/gu, '-');
  const aside = join(backupFolderOf(dataFolder), `${DATABASE_FILES[name].file}-replaced-${stamp}`);
  try {
    withDatabase(openThere(dataFolder, name), (database) => copyDatabase(database, aside));
  } catch (error) {
    // A damaged database is often the reason for restoring: it is kept as it is.
    if (!(error instanceof AppError)) throw error;
    rmSync(aside, { force: true });
    for (const ending of ['', '-wal']) {
      if (existsSync(`${path}${ending}`)) copyFileSync(`${path}${ending}`, `${aside}${ending}`);
    }
  }
  for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
  return aside;
}

function openThere(dataFolder: string, name: DatabaseName): OpenDatabase {
  const path = databasePath(dataFolder, name);
  if (!existsSync(path)) {
    throw new AppError('STORE_ABSENT', { message: `There is no database at ${path}.`, context: { path } });
  }
  return openConnection({ path, synchronous: DATABASE_FILES[name].synchronous });
}

function nameOf({ sqlite, path }: OpenDatabase): DatabaseName {
  const find = sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`);
  const name = NAMES.find((one) => find.get(OWN_TABLE[one]) !== undefined);
  if (name !== undefined) return name;
  throw new AppError('STORE_UNUSABLE', { message: `${path} is no copy of a database of aichat.` });
}

function withDatabase<Result>(database: OpenDatabase, work: (database: OpenDatabase) => Result): Result {
  try {
    return work(database);
  } catch (error) {
    throw asStoreError(error, database.path);
  } finally {
    database.close();
  }
}
