import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimDataFolder, createDatabaseNotesRepository, databasePath, openDatabase } from '#store';
import { temporaryDataFolder } from '../store/testing/temporary-store.ts';
import { addDbCommand } from './db.ts';
import { runCli } from './run-cli.ts';

async function run(dataFolder: string, ...words: string[]) {
  let [out, error] = ['', ''];
  const code = await runCli(
    ['db', ...words],
    { version: '0.0.0', commands: [addDbCommand] },
    {
      signal: new AbortController().signal,
      environment: { DATA_FOLDER: dataFolder },
      stdin: process.stdin,
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (error += text) },
    },
  );
  return { code, out, error };
}

/** Both databases, with a note in the one. */
function folderWithNote(value: string): string {
  const folder = temporaryDataFolder();
  openDatabase(folder, 'events').close();
  writeNote(folder, value);
  return folder;
}

function writeNote(folder: string, value: string): void {
  const app = openDatabase(folder, 'app');
  createDatabaseNotesRepository(app).write('note', value);
  app.close();
}

function readNote(folder: string): string | undefined {
  const app = openDatabase(folder, 'app');
  const note = createDatabaseNotesRepository(app).read('note');
  app.close();
  return note?.value;
}

test('what was copied is restored, and what was there is kept', async () => {
  const folder = folderWithNote('before');
  const made = await run(folder, 'backup', '--json');
  const [copy] = JSON.parse(made.out) as { name: string; path: string }[];
  writeNote(folder, 'after');

  const restored = await run(folder, 'restore', copy?.path ?? '', '--yes', '--json');

  expect(restored).toMatchObject({ code: 0 });
  expect(readNote(folder)).toBe('before');
  const { previousPath } = JSON.parse(restored.out) as { previousPath: string };
  await run(folder, 'restore', previousPath, '--yes');
  expect(readNote(folder)).toBe('after');
});

test('a copy can be made while a bot runs, but not put in its place', async () => {
  const folder = folderWithNote('before');
  const claim = claimDataFolder(folder);
  const made = await run(folder, 'backup');
  const path = made.out.split('\n')[0] ?? '';
  expect(existsSync(path)).toBe(true);

  const refused = await run(folder, 'restore', path, '--yes');

  expect(refused.code).toBe(1);
  expect(refused.error).toContain('STORE_IN_USE');
  claim.release();
});

test('what is no copy is not put in the place of a database', async () => {
  const folder = folderWithNote('before');
  const path = join(folder, 'letter.db');
  writeFileSync(path, 'Dear friend, this is a letter and not a database.');

  expect((await run(folder, 'restore', path, '--yes')).error).toContain('STORE_UNUSABLE');
  expect((await run(folder, 'restore', join(folder, 'none.db'), '--yes')).error).toContain('STORE_ABSENT');
  expect(readNote(folder)).toBe('before');
});

test('db check finds damage', async () => {
  const folder = folderWithNote('before');
  expect(await run(folder, 'check')).toMatchObject({ code: 0 });

  const database = openDatabase(folder, 'app');
  const { sqlite } = database;
  sqlite.exec('INSERT INTO database_notes SELECT value, value, 1 FROM json_each(\'["a","b","c"]\')');
  sqlite.unsafeMode(true);
  sqlite.pragma('writable_schema = ON');
  sqlite.exec("UPDATE sqlite_schema SET rootpage = rootpage + 40 WHERE name = 'database_notes'");
  database.close();

  const { code, error } = await run(folder, 'check');
  expect(code).toBe(1);
  expect(error).toContain('STORE_DAMAGED');
});

test('without databases there is nothing to copy', async () => {
  expect((await run(temporaryDataFolder(), 'backup')).error).toContain('STORE_ABSENT');
  expect(databasePath('data', 'app')).toBe(join('data', 'aichat.db'));
});
