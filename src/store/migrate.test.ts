import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openConnection, openReader } from './connection.ts';
import { migrateDatabase } from './migrate.ts';
import { temporaryDataFolder } from './testing/temporary-store.ts';

const BREAK = '\n--> statement-breakpoint\n';
const INITIAL = [
  'CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)',
  'CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent(id) ON DELETE CASCADE)',
].join(BREAK);
/** As drizzle-kit rebuilds a table that others refer to. */
const REBUILD = [
  'PRAGMA foreign_keys=OFF',
  'CREATE TABLE __new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL)',
  'INSERT INTO __new_parent SELECT id, name FROM parent',
  'DROP TABLE parent',
  'ALTER TABLE __new_parent RENAME TO parent',
  'PRAGMA foreign_keys=ON',
].join(BREAK);

function openWith(...migrations: string[]) {
  const folder = temporaryDataFolder();
  const migrationsFolder = join(folder, 'migrations');
  const setMigrations = (all: readonly string[]): void => {
    mkdirSync(join(migrationsFolder, 'meta'), { recursive: true });
    const entries = all.map((_, idx) => ({ idx, when: idx + 1, tag: `000${idx}`, breakpoints: true }));
    writeFileSync(join(migrationsFolder, 'meta', '_journal.json'), JSON.stringify({ entries }));
    for (const [idx, text] of all.entries()) writeFileSync(join(migrationsFolder, `000${idx}.sql`), text);
  };
  setMigrations(migrations);
  const database = openConnection({ path: join(folder, 'some.db'), synchronous: 'full' });
  onTestFinished(() => database.close());
  const migrate = () => migrateDatabase(database, { migrationsFolder, backupFolder: join(folder, 'copies') });
  return { database, migrate, setMigrations };
}

test('a table that others refer to is rebuilt without losing their rows, and a copy is made first', () => {
  const { database, migrate, setMigrations } = openWith(INITIAL);
  expect(migrate()).toEqual({ applied: 1, backupPath: undefined });
  database.sqlite.exec("INSERT INTO parent VALUES (1, 'a'); INSERT INTO child VALUES (1, 1), (2, 1), (3, 1)");

  setMigrations([INITIAL, REBUILD]);
  const { applied, backupPath } = migrate();

  expect(applied).toBe(1);
  expect(database.sqlite.prepare('SELECT count(*) FROM child').pluck().get()).toBe(3);
  expect(database.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
  const copy = openReader(backupPath ?? '');
  onTestFinished(() => copy.close());
  expect(copy.sqlite.prepare('SELECT count(*) FROM child').pluck().get()).toBe(3);
  expect(migrate().applied).toBe(0);
});

test('a migration that leaves rows without their parents is refused, and nothing has changed', () => {
  const { database, migrate, setMigrations } = openWith(INITIAL);
  migrate();
  database.sqlite.exec("INSERT INTO parent VALUES (1, 'a'); INSERT INTO child VALUES (1, 1)");

  setMigrations([INITIAL, 'DELETE FROM parent']);

  expect(migrate).toThrow(expect.objectContaining({ code: 'STORE_MIGRATION_FAILED' }));
  expect(database.sqlite.prepare('SELECT count(*) FROM parent').pluck().get()).toBe(1);
});

test('a statement that fails takes back those before it', () => {
  const { database, migrate } = openWith([INITIAL, 'CREATE TABLE parent (id INTEGER)'].join(BREAK));

  expect(migrate).toThrow(expect.objectContaining({ code: 'STORE_MIGRATION_FAILED' }));
  expect(database.sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'parent'").get()).toBeUndefined();
});

test('a database that knows more migrations than the program is refused', () => {
  const { migrate, setMigrations } = openWith(INITIAL, REBUILD);
  migrate();

  setMigrations([INITIAL]);

  expect(migrate).toThrow(expect.objectContaining({ code: 'STORE_NEWER' }));
});

test('a file that is no database is not taken for one', () => {
  const path = join(temporaryDataFolder(), 'some.db');
  writeFileSync(path, 'this is a shopping list, and a long one at that');

  expect(() => openConnection({ path, synchronous: 'full' })).toThrow(
    expect.objectContaining({ code: 'STORE_UNUSABLE' }),
  );
});
