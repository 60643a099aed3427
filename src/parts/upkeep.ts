import { toAppError } from '#core';
import { createDeliveriesRepository, type RetentionPolicy } from '#store';
import type { House } from './house.ts';

/** The first time is soon, since some machines do not run for a day; but not while everything starts. */
const FIRST_AFTER_MS = 600_000;
const EVERY_MS = 6 * 3_600_000;
/** Debugging is of use for a short time, and what went wrong for longer than what did not. */
const KEEP_DEBUG_DAYS = 2;
const PROBLEMS_ARE_KEPT_TIMES = 3;

/** What the upkeep asks other parts. */
export interface UpkeepOptions {
  readonly guildIds: () => readonly string[];
  /** For how many days a server keeps its events; 0 when it chose nothing. */
  readonly keepDaysOf: (guildId: string) => number;
}

/** Removes old events every few hours, on the thread that writes them. */
export function openUpkeep(house: House, { guildIds, keepDaysOf }: UpkeepOptions): void {
  const { config, storage, journal, bus, clock, parts, signal } = house;
  const deliveries = createDeliveriesRepository(storage.events);
  const { keepDays, keepWordsDays, maxBytes } = config.events;
  const policy = (): RetentionPolicy => {
    const neededAfter = deliveries.cursor();
    const problems = keepDays * PROBLEMS_ARE_KEPT_TIMES;
    return {
      keepDays: {
        debug: Math.min(KEEP_DEBUG_DAYS, keepDays),
        info: keepDays,
        warn: problems,
        error: problems,
        fatal: problems,
      },
      keepDaysByGuild: Object.fromEntries(
        guildIds()
          .map((guildId) => [guildId, keepDaysOf(guildId)] as const)
          .filter(([, days]) => days > 0),
      ),
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
