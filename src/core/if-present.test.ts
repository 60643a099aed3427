import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ifPresent } from './if-present.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'if-present-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('gives what is there, and undefined for what is not', async () => {
  const file = join(folder, 'here');
  await writeFile(file, 'text');

  expect(await ifPresent(readFile(file, 'utf8'), file)).toBe('text');
  expect(await ifPresent(stat(join(folder, 'absent')), 'absent')).toBeUndefined();
  expect(await ifPresent(stat(join(file, 'below-a-file')), 'below')).toBeUndefined();
});

test('what cannot be told is an error that names the file', async () => {
  const loop = join(folder, 'loop');
  await symlink(loop, loop);

  await expect(ifPresent(stat(loop), loop)).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: expect.stringContaining(loop),
  });
});
