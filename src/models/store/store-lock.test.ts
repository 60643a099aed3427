import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sleep } from '#core';
import { breakLock, withStoreLock } from './store-lock.ts';
import { temporaryFolder } from './testing/small-hub.ts';

const { signal } = new AbortController();
const quick = { signal, pollMs: 5, heartbeatMs: 20 };

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Another that has the lock. */
async function hold(path: string): Promise<{ release(): Promise<void> }> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const work = withStoreLock(path, quick, () => {
    held.resolve();
    return released.promise;
  });
  await held.promise;
  return {
    async release() {
      released.resolve();
      await work;
    },
  };
}

test('only one works at a time, and the lock is gone afterwards', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'sub', 'x.lock');
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withStoreLock(path, quick, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(5);
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(await exists(path)).toBe(false);
});

test('the lock is gone after a failure, too', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  const failing = withStoreLock(path, quick, () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(await exists(path)).toBe(false);
});

test('whoever waits is told for whom, and gives up after the longest wait', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  const owner = await hold(path);
  const owners: (number | undefined)[] = [];
  const second = withStoreLock(
    path,
    { ...quick, waitTimeoutMs: 100, onWaiting: (pid) => owners.push(pid) },
    () => Promise.resolve(),
  );
  await expect(second).rejects.toMatchObject({ code: 'MODEL_STORE_LOCKED', context: { pid: process.pid } });
  expect(owners).toEqual([process.pid]);
  await owner.release();
});

test('the lock of a process that has ended is taken over', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  // No process has the greatest pid that Linux can give.
  await writeFile(path, JSON.stringify({ id: 'gone', pid: 4_194_304, host: hostname() }));
  expect(await withStoreLock(path, { ...quick, waitTimeoutMs: 5000 }, () => Promise.resolve('mine'))).toBe(
    'mine',
  );
});

test('a lock of another machine is taken over when it shows no sign of life', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  await writeFile(path, JSON.stringify({ id: 'far', pid: 1, host: 'elsewhere' }));
  const waiting = { ...quick, waitTimeoutMs: 60, staleMs: 10_000 };
  await expect(withStoreLock(path, waiting, () => Promise.resolve())).rejects.toMatchObject({
    code: 'MODEL_STORE_LOCKED',
  });
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(path, longAgo, longAgo);
  expect(await withStoreLock(path, waiting, () => Promise.resolve('mine'))).toBe('mine');
});

test('an abandoned lock goes to one of those who wait for it, never to two', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  const longAgo = new Date(Date.now() - 60_000);
  let inside = 0;
  let most = 0;
  // Who comes between whose steps is up to the file system: often enough, everybody does.
  for (let round = 0; round < 30; round += 1) {
    await writeFile(path, 'half a rec');
    await utimes(path, longAgo, longAgo);
    await Promise.all(
      Array.from({ length: 6 }, () =>
        withStoreLock(path, { ...quick, pollMs: 1 }, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(2);
          inside -= 1;
        }),
      ),
    );
  }
  expect(most).toBe(1);
});

test('a lock that was taken over a moment ago is not broken by who comes second', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  const owner = JSON.stringify({ id: 'first', pid: process.pid, host: hostname() });
  await writeFile(path, owner);
  await breakLock(path, 20_000);
  expect(await readFile(path, 'utf8')).toBe(owner);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(path, longAgo, longAgo);
  await breakLock(path, 20_000);
  expect(await exists(path)).toBe(false);
});

test('the owner shows that it lives, and stops when the lock was taken from it', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  const work = withStoreLock(path, quick, async (own) => {
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path, longAgo, longAgo);
    while (Date.now() - (await stat(path)).mtimeMs > 30_000) await sleep(5, own);
    await writeFile(path, JSON.stringify({ id: 'other', pid: 1, host: 'elsewhere' }));
    await sleep(20_000, own);
  });
  await expect(work).rejects.toMatchObject({ code: 'MODEL_STORE_LOCKED' });
  expect(await readFile(path, 'utf8')).toContain('elsewhere');
});

test('a wait for the lock ends when nobody needs the work any more', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  const stopping = new AbortController();
  const owner = await hold(path);
  const reason = new Error('stop');
  const waiting = withStoreLock(
    path,
    { ...quick, signal: stopping.signal, onWaiting: () => stopping.abort(reason) },
    () => Promise.resolve(),
  );
  await expect(waiting).rejects.toBe(reason);
  await owner.release();
});
