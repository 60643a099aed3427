import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError, sleep } from '#core';
import { onDisk } from './disk.ts';

const ownerSchema = z.object({ id: z.string(), pid: z.int(), host: z.string() });
type Owner = z.output<typeof ownerSchema>;

/** How two processes keep out of each other's way. */
export interface StoreLockOptions {
  readonly signal: AbortSignal;
  /** Longest wait for the other process. Default 2 hours: some models are large and some lines slow. */
  readonly waitTimeoutMs?: number;
  /** How often the owner shows that it lives. Default 2,000. */
  readonly heartbeatMs?: number;
  /** A lock without a sign of life for so long is nobody's. Default 20,000. */
  readonly staleMs?: number;
  readonly pollMs?: number;
  /** Called once when another process has it. */
  readonly onWaiting?: (ownerPid: number | undefined) => void;
}

/**
 * Runs `work` while no other process does the same for this lock file. The file holds who owns it, its
 * time of change is the owner's heartbeat; a lock whose owner is gone is taken over.
 *
 * `work` is given a signal that aborts with `signal`, and when the lock was taken away because this process
 * stood still for too long.
 *
 * @throws AppError `MODEL_STORE_LOCKED` after `waitTimeoutMs`; what `work` throws; the abort reason.
 */
export async function withStoreLock<Result>(
  path: string,
  options: StoreLockOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { signal, heartbeatMs = 2000 } = options;
  await onDisk(path, () => mkdir(dirname(path), { recursive: true }));
  const me: Owner = { id: randomUUID(), pid: process.pid, host: hostname() };
  await acquire(path, me, options);
  const lost = new AbortController();
  const beat = setInterval(() => {
    showLife(path, me).catch((error: unknown) => lost.abort(error));
  }, heartbeatMs);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(beat);
    if ((await readOwner(path))?.id === me.id) await rm(path, { force: true });
  }
}

async function acquire(path: string, me: Owner, options: StoreLockOptions): Promise<void> {
  const { signal, waitTimeoutMs = 7_200_000, staleMs = 20_000, pollMs = 250, onWaiting } = options;
  const deadlineMs = performance.now() + waitTimeoutMs;
  for (let told = false; !(await tryCreate(path, me));) {
    signal.throwIfAborted();
    if (await isAbandoned(path, staleMs)) {
      await breakLock(path, staleMs);
      continue;
    }
    const owner = await readOwner(path);
    if (!told) onWaiting?.(owner?.pid);
    told = true;
    if (performance.now() > deadlineMs) throw lockedBy(path, owner?.pid);
    await sleep(pollMs, signal);
  }
}

async function tryCreate(path: string, owner: Owner): Promise<boolean> {
  try {
    await onDisk(path, async () => {
      const handle = await open(path, 'wx');
      try {
        await handle.writeFile(JSON.stringify(owner));
      } finally {
        await handle.close();
      }
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Gone, silent for too long, or owned by a process of this machine that has ended. */
async function isAbandoned(path: string, staleMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  if (Date.now() - found.mtimeMs > staleMs) return true;
  const owner = await readOwner(path);
  return owner !== undefined && owner.host === hostname() && !isAlive(owner.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Removes an abandoned lock. Only one process does it at a time and looks again before it does: else the
 * second of two would remove the lock that the first has just made.
 */
export async function breakLock(path: string, staleMs: number): Promise<void> {
  const guard = `${path}.breaking`;
  const found = await stat(guard).catch(() => undefined);
  if (found !== undefined && Date.now() - found.mtimeMs > staleMs) await rm(guard, { force: true });
  const handle = await open(guard, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (handle === undefined) return sleep(20);
  try {
    if (await isAbandoned(path, staleMs)) await rm(path, { force: true });
  } finally {
    await handle.close();
    await rm(guard, { force: true });
  }
}

/** @throws AppError `MODEL_STORE_LOCKED` when the lock is not mine any more. */
async function showLife(path: string, me: Owner): Promise<void> {
  if ((await readOwner(path))?.id !== me.id) throw lockedBy(path, undefined);
  const now = new Date();
  await utimes(path, now, now);
}

async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    // Gone, or just being written: nobody that can be named.
    return undefined;
  }
}

function lockedBy(path: string, pid: number | undefined): AppError {
  const who = pid === undefined ? 'Another process' : `The process ${pid}`;
  return new AppError('MODEL_STORE_LOCKED', {
    message: `${who} works on the same model (${path}).`,
    context: { path, ...(pid !== undefined && { pid }) },
  });
}
