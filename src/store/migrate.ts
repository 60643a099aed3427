import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator';
import { AppError } from '#core';
import { copyDatabase } from './copy-database.ts';
import type { OpenDatabase } from './connection.ts';

const JOURNAL = '__drizzle_migrations';

/** What a migration was and did. */
export interface MigrationReport {
  /** How many migrations were applied. */
  readonly applied: number;
  /** The copy that was made first; undefined when there was nothing to lose. */
  readonly backupPath: string | undefined;
}

/** Where the migrations of a database lie, and where its copy goes before they are applied. */
export interface MigrateOptions {
  readonly migrationsFolder: string;
  readonly backupFolder: string;
}

/**
 * Brings a database to the schema of this program. All of it happens or nothing: foreign keys are off while
 * tables are rebuilt (with them on, dropping a parent would empty its children) and checked before the
 * commit.
 *
 * @throws AppError `STORE_NEWER` when the database knows migrations that this program does not,
 * `STORE_MIGRATION_FAILED` when a statement fails or would leave rows without their parents. The database is
 * then as it was.
 */
export function migrateDatabase(database: OpenDatabase, options: MigrateOptions): MigrationReport {
  const { sqlite, path } = database;
  const known = readMigrationFiles({ migrationsFolder: options.migrationsFolder });
  const pending = pendingOf(database, known);
  if (pending.length === 0) return { applied: 0, backupPath: undefined };
  const isNew = pending.length === known.length && !hasTables(database);
  const backupPath = isNew ? undefined : backUp(database, options.backupFolder);
  sqlite.pragma('foreign_keys = OFF');
  try {
    sqlite
      .transaction(() => {
        // Another process may have been quicker since the look above.
        for (const migration of pendingOf(database, known)) apply(database, migration);
        assertNoOrphans(database);
      })
      .immediate();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('STORE_MIGRATION_FAILED', {
      message: `${path} could not be brought to the schema of this version and is as it was: ${why}`,
      cause,
      context: { path },
    });
  } finally {
    sqlite.pragma('foreign_keys = ON');
  }
  return { applied: pending.length, backupPath };
}

/** @throws AppError `STORE_NEWER`. */
function pendingOf({ sqlite, path }: OpenDatabase, known: readonly MigrationMeta[]): MigrationMeta[] {
  sqlite.exec(
    `CREATE TABLE IF NOT EXISTS ${JOURNAL} (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at NUMERIC)`,
  );
  const applied = sqlite.prepare(`SELECT hash FROM ${JOURNAL} ORDER BY created_at`).pluck().all();
  const stranger = applied.findIndex((hash, index) => known[index]?.hash !== hash);
  if (stranger >= 0) {
    throw new AppError('STORE_NEWER', {
      message: `${path} was made by another version of aichat, whose schema this one does not know.`,
      context: { path, applied: applied.length, known: known.length },
    });
  }
  return known.slice(applied.length);
}

function apply({ sqlite }: OpenDatabase, { sql, hash, folderMillis }: MigrationMeta): void {
  for (const statement of sql) sqlite.exec(statement);
  sqlite.prepare(`INSERT INTO ${JOURNAL} (hash, created_at) VALUES (?, ?)`).run(hash, folderMillis);
}

function assertNoOrphans({ sqlite, path }: OpenDatabase): void {
  const orphans = sqlite.pragma('foreign_key_check') as { table: string; parent: string }[];
  if (orphans.length === 0) return;
  const tables = [...new Set(orphans.map(({ table, parent }) => `${table} → ${parent}`))];
  throw new AppError('STORE_MIGRATION_FAILED', {
    message: `Rows of ${path} would lose what they refer to (${tables.join(', ')}); nothing was changed.`,
    context: { path, orphans: orphans.length, tables },
  });
}

function hasTables({ sqlite }: OpenDatabase): boolean {
  return sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE name != ?`).get(JOURNAL) !== undefined;
}

function backUp(database: OpenDatabase, folder: string): string {
  const day = new Date().toISOString().slice(0, 10);
  const stem = `${basename(database.path, '.db')}-before-migration-${day}`;
  let path = join(folder, `${stem}.db`);
  for (let copy = 2; existsSync(path); copy += 1) path = join(folder, `${stem}-${copy}.db`);
  copyDatabase(database, path);
  return path;
}
