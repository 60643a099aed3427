import type { AichatEvent } from '#events';
import type { EventLog } from '../ports.ts';

/** Newest events that are held in memory, for those who are not far behind. */
const RECENT_EVENTS = 1000;

/** The events as the live streams read them: the newest from memory, older ones from the log. */
export interface EventFeed extends Disposable {
  newest(): number;
  /** Sequence of the oldest event that is still kept. */
  oldest(): number;
  /** Events after a sequence, from memory; undefined when memory does not reach back so far. */
  recent(after: number, limit: number): readonly AichatEvent[] | undefined;
  /** Sequence after which {@link recent} knows everything. */
  recentFrom(): number;
  /** Events after a sequence, from the log. */
  kept(after: number, limit: number): readonly AichatEvent[];
  /** Called whenever there are newer events. @returns a function that ends it. */
  onNews(listener: () => void): () => void;
}

/** Follows the log from now on. */
export function createEventFeed(log: EventLog): EventFeed {
  const listeners = new Set<() => void>();
  let events: AichatEvent[] = [];
  let from = log.latestSequence();
  const stop = log.onDurable((kept) => {
    events.push(...kept);
    if (events.length > 2 * RECENT_EVENTS) {
      const dropped = events.length - RECENT_EVENTS;
      from = events[dropped - 1]?.sequence ?? from;
      events = events.slice(dropped);
    }
    for (const listener of listeners) listener();
  });
  return {
    newest: () => events.at(-1)?.sequence ?? from,
    oldest: () => log.oldestSequence(),
    recent(after, limit) {
      if (after < from) return undefined;
      // Sequences have no holes here, mostly; the search is short either way.
      const start = events.findIndex(({ sequence }) => sequence > after);
      return start < 0 ? [] : events.slice(start, start + limit);
    },
    recentFrom: () => from,
    kept: (after, limit) => log.after(after, limit),
    onNews(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.dispose]() {
      stop();
      listeners.clear();
    },
  };
}
