import { toAppError } from '#core';
import type { RetentionPolicy } from '#store';
import type { House } from './house.ts';

/** The first time is soon, since some machines do not run for a day; but not while everything starts. */
const FIRST_AFTER_MS = 600_000;
const EVERY_MS = 6 * 3_600_000;
/** Debugging is of use for a short time, and what went wrong for longer than what did not. */
const KEEP_DEBUG_DAYS = 2;
const PROBLEMS_ARE_KEPT_TIMES = 3;

/** What the upkeep asks other parts. */
export interface UpkeepOptions {
  /** For how many days single servers keep their events. */
  readonly keepDaysByGuild: () => ReadonlyMap<string, number>;
  /** Up to where everything has been handed on; undefined when nobody waits for anything. */
  readonly neededAfter: () => number | undefined;
}

/** Removes old events every few hours, on the thread that writes them. */
export function openUpkeep(
  { config, journal, bus, clock, parts, signal }: House,
  options: UpkeepOptions,
): void {
  const { keepDays, keepWordsDays, maxBytes } = config.events;
  const policy = (): RetentionPolicy => {
    const neededAfter = options.neededAfter();
    const problems = keepDays * PROBLEMS_ARE_KEPT_TIMES;
    return {
      keepDays: {
        debug: Math.min(KEEP_DEBUG_DAYS, keepDays),
        info: keepDays,
        warn: problems,
        error: problems,
        fatal: problems,
      },
      keepDaysByGuild: Object.fromEntries(options.keepDaysByGuild()),
      keepWordsDays,
      maxBytes,
      ...(neededAfter !== undefined && { neededAfter }),
      nowMs: Date.now(),
    };
  };
  const prune = async (): Promise<void> => {
    try {
      const report = await journal.prune(policy(), signal);
      bus.emit('events.pruned', { ...report });
    } catch (error) {
      if (!signal.aborted) bus.emitError(toAppError(error));
    }
    cancel = clock.after(EVERY_MS, () => void prune());
  };
  let cancel = clock.after(FIRST_AFTER_MS, () => void prune());
  parts.defer(() => cancel());
}
