import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from './write-whole.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-whole-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('puts new content in the place of the old one and leaves nothing beside it', async () => {
  const path = join(folder, 'record.json');
  await writeFile(path, 'old');

  await writeWhole(path, 'new');

  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['record.json']);
});

test('keeps what was there when the new content cannot take its place', async () => {
  await expect(writeWhole(folder, 'text')).rejects.toThrow('EISDIR');

  expect(await readdir(folder)).toEqual([]);
});
