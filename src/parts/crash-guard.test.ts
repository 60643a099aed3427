import { expect, test } from 'vitest';
import type { AppError, Clock } from '#core';
import { temporaryDatabase } from '../store/testing/temporary-store.ts';
import { createCrashGuard } from './crash-guard.ts';

const MINUTE_MS = 60_000;

/** A clock that stands at once where it is asked to wait for, and keeps the waits. */
function jumpingClock(): Clock & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  return {
    waits,
    nowMs: () => 0,
    after(delayMs, action) {
      waits.push(delayMs);
      // Five minutes are the wait for a steady run, which these processes do not reach.
      if (delayMs !== 5 * MINUTE_MS) queueMicrotask(action);
      return () => undefined;
    },
  };
}

function falling() {
  const database = temporaryDatabase('app');
  const told: AppError[] = [];
  const bus = { emitError: (error: unknown) => (told.push(error as AppError), error as AppError) };
  let nowMs = 1_800_000_000_000;
  return {
    told,
    /** Starts a process at a time. @returns how long it was held back, and what forgives it. */
    async start(afterMs: number) {
      nowMs += afterMs;
      const clock = jumpingClock();
      const guard = createCrashGuard(database, clock, () => nowMs);
      await guard.hold(bus, new AbortController().signal);
      const [first = 0] = clock.waits;
      return { heldMs: clock.waits.length > 1 ? first : 0, guard };
    },
  };
}

test('who falls again and again waits longer and longer, and says so', async () => {
  const bot = falling();
  const held: number[] = [];
  for (let index = 0; index < 8; index += 1) held.push((await bot.start(20_000)).heldMs);
  expect(held).toEqual([0, 0, 0, 0, 0, 10_000, 20_000, 40_000]);
  expect(bot.told.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'START_HELD_BACK'));
});

test('falls that lie far apart are no loop', async () => {
  const bot = falling();
  for (let index = 0; index < 20; index += 1) expect((await bot.start(3 * MINUTE_MS)).heldMs).toBe(0);
});

test('an end that was asked for is forgiven', async () => {
  const bot = falling();
  for (let index = 0; index < 7; index += 1) await bot.start(1000);
  const { guard, heldMs } = await bot.start(1000);
  expect(heldMs).toBeGreaterThan(0);
  guard.forgive();
  expect((await bot.start(1000)).heldMs).toBe(0);
});

test('whoever stops it while it waits is heard', async () => {
  const database = temporaryDatabase('app');
  const never: Clock = { nowMs: () => 0, after: () => () => undefined };
  let guard = createCrashGuard(database, never, () => 5000);
  for (let index = 0; index < 6; index += 1) guard = createCrashGuard(database, never, () => 5000 + index);
  const stopping = new AbortController();
  const held = guard.hold({ emitError: (error) => error as AppError }, stopping.signal);
  stopping.abort(new Error('asked to stop'));
  await expect(held).rejects.toThrow('asked to stop');
});
