import { z } from 'zod';
import { AppError, sleep, type Clock } from '#core';
import type { EventBus } from '#events';
import { createDatabaseNotesRepository, type OpenDatabase } from '#store';

const NOTE = 'starts-without-end';
/** Ends longer ago than this have nothing to do with each other. */
const WINDOW_MS = 10 * 60_000;
/** So many may be a coincidence, or somebody who tries settings. */
const FREE_STARTS = 4;
const FIRST_WAIT_MS = 10_000;
const MAX_WAIT_MS = 5 * 60_000;
/** Whoever runs for so long does not fall in a loop. */
const STEADY_MS = 5 * 60_000;

/** Keeps a bot that falls again and again from using up its logins: Discord takes the token away then. */
export interface CrashGuard {
  /** Waits when the last starts all ended badly. Rejects with the reason of `signal`. */
  hold(bus: Pick<EventBus, 'emitError'>, signal: AbortSignal): Promise<void>;
  /** This start did not end badly. */
  forgive(): void;
}

/** @param nowMs - calendar time, in ms since 1970: the process before knew another clock. */
export function createCrashGuard(database: OpenDatabase, clock: Clock, nowMs: () => number): CrashGuard {
  const notes = createDatabaseNotesRepository(database);
  const atMs = nowMs();
  const note = notes.read(NOTE)?.value;
  const before = z
    .array(z.number())
    .parse(note === undefined ? [] : JSON.parse(note))
    .filter((startMs) => startMs <= atMs && startMs > atMs - WINDOW_MS);
  notes.write(NOTE, JSON.stringify([...before, atMs]));
  const forgive = (): void => notes.write(NOTE, '[]');
  return {
    async hold(bus, signal) {
      const tooMany = before.length - FREE_STARTS;
      if (tooMany > 0) {
        const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (tooMany - 1), MAX_WAIT_MS);
        bus.emitError(
          new AppError('START_HELD_BACK', {
            message: `The last ${before.length} starts ended badly within ten minutes; this one waits ${waitMs / 1000} s before it logs in.`,
            context: { startsBefore: before.length, waitMs },
          }),
        );
        await sleep(waitMs, signal, clock);
      }
      const cancel = clock.after(STEADY_MS, forgive);
      signal.addEventListener('abort', cancel, { once: true });
    },
    forgive,
  };
}
