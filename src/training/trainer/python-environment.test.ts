import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPythonEnvironment, setUpPython } from './python-environment.ts';

const { signal } = new AbortController();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a Python that is not there, or is no Python, is said', async () => {
  const python = join(folder, 'env');
  await expect(
    setUpPython({ folder: python, pythonPath: join(folder, 'none'), signal }),
  ).rejects.toMatchObject({
    code: 'TRAINING_PYTHON_MISSING',
  });
  await expect(setUpPython({ folder: python, pythonPath: process.execPath, signal })).rejects.toMatchObject({
    code: 'TRAINING_PYTHON_MISSING',
    message: expect.stringContaining('A Python from 3.10 to 3.13'),
  });
});

test('an environment that was not completed, or has other packages, does not count', async () => {
  expect(await findPythonEnvironment(folder)).toBeUndefined();
  await writeFile(join(folder, 'ready.json'), 'the packages of another version');
  expect(await findPythonEnvironment(folder)).toBeUndefined();
});
