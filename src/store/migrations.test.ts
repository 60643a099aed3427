import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DATABASE_NAMES, makeInitialMigration } from '../../tools/generate-migrations.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

test.each(DATABASE_NAMES)('the migration of the %s database says what its schema says', async (name) => {
  const made = await makeInitialMigration(name);
  const folder = join('migrations', name);

  expect(globSync('**/*.*', { cwd: folder }).toSorted()).toEqual(Object.keys(made).toSorted());
  for (const [path, text] of Object.entries(made)) {
    expect(readFileSync(join(folder, path), 'utf8'), `${path}: run npm run db:generate`).toBe(text);
  }
});

test.each(DATABASE_NAMES)('a new %s database is sound and safe against crashes', (name) => {
  const { sqlite } = temporaryDatabase(name);

  expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(sqlite.pragma('synchronous', { simple: true })).toBe(name === 'app' ? 2 : 1);
  expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
});
