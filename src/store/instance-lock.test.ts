import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { claimDataFolder } from './instance-lock.ts';
import { temporaryDataFolder } from './testing/temporary-store.ts';

const CLAIM = `
  import { claimDataFolder } from ${JSON.stringify(fileURLToPath(new URL('./instance-lock.ts', import.meta.url)))};
  try {
    console.log(claimDataFolder(process.argv[1]).wasLeftUnclean);
  } catch (error) {
    console.log(error.code);
  }
  process.kill(process.pid, 'SIGKILL');`;

/** What a process says that claims the folder and is then killed. */
function claimAndDie(folder: string): string {
  try {
    execFileSync(process.execPath, ['--input-type=module-typescript', '-e', CLAIM, folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout).trim();
  }
  throw new Error('The process was not killed.');
}

test('a folder belongs to one process at a time, and is released when it is done', () => {
  const folder = temporaryDataFolder();

  const first = claimDataFolder(folder);
  expect(first.wasLeftUnclean).toBe(false);
  expect(() => claimDataFolder(folder)).toThrow(expect.objectContaining({ code: 'STORE_IN_USE' }));
  expect(claimAndDie(folder)).toBe('STORE_IN_USE');
  first.release();

  const second = claimDataFolder(folder);
  expect(second.wasLeftUnclean).toBe(false);
  second.release();
});

test('a process that was killed holds nothing, and the next one knows of it', () => {
  const folder = temporaryDataFolder();
  expect(claimAndDie(folder)).toBe('false');

  const next = claimDataFolder(folder);

  expect(next.wasLeftUnclean).toBe(true);
  next.release();
});
