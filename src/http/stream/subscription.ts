import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, toAppError } from '#core';
import type { AichatEvent } from '#events';
import type { EventFeed } from './event-feed.ts';

const BATCH_EVENTS = 200;
/** A client that takes nothing for so long is cut off, in ms. */
export const STALL_MS = 30_000;

/** Events that a client will not get. */
export interface StreamGap {
  readonly from: number;
  readonly to: number;
  /** They are no longer kept, or the client was too slow for them. */
  readonly reason: 'pruned' | 'slow';
}

/** The way to one client. */
export interface StreamSink {
  event(event: AichatEvent): void;
  gap(gap: StreamGap): void;
  /** False while too much waits to be taken by the client. */
  hasRoom(): boolean;
  /** The stream ends by a fault: the client stopped reading, or the log cannot be read. */
  fail(error: AppError, sequence: number): void;
}

/** What a client asked for. */
export interface SubscriptionOptions {
  readonly feed: EventFeed;
  readonly sink: StreamSink;
  readonly wants: (event: AichatEvent) => boolean;
  /** Sequence of the last event that the client has; from now on when absent. */
  readonly since?: number | undefined;
  readonly stallMs?: number;
}

/** One client's place in the stream. */
export interface Subscription extends Disposable {
  /** Sequence up to which the client has everything, or was told of a gap. */
  position(): number;
  /** To be called when the sink has room again. */
  resume(): void;
}

/**
 * Gives a client every event from its place on, exactly once and in order: first from the log, then as they come.
 * Nothing is queued for a client beyond what its socket holds: one that is slower than the events come is told
 * of the gap, and one that takes nothing is cut off.
 */
export function subscribe(options: SubscriptionOptions): Subscription {
  const { feed, sink, wants, since, stallMs = STALL_MS } = options;
  // A sequence from another database may lie in the future; that client has everything that there is.
  let position = Math.min(since ?? Infinity, feed.newest());
  let isReplaying = since !== undefined && since < feed.newest();
  let isPumping = false;
  let isClosed = false;
  let stallTimer: NodeJS.Timeout | undefined;

  const close = (): void => {
    isClosed = true;
    clearTimeout(stallTimer);
    stopNews();
  };
  const fail = (error: AppError): void => {
    if (isClosed) return;
    close();
    sink.fail(error, position);
  };
  const stalled = (): void =>
    fail(
      new AppError('STREAM_CLIENT_STALLED', {
        message: `A client of the events took nothing for ${stallMs} ms.`,
        context: { sequence: position },
      }),
    );

  const skipTo = (to: number, reason: StreamGap['reason']): void => {
    if (to <= position) return;
    sink.gap({ from: position + 1, to, reason });
    position = to;
  };

  /** The next events; fewer than asked for or none when the client has all. */
  const next = (): readonly AichatEvent[] => {
    if (isReplaying) {
      skipTo(Math.min(feed.oldest() - 1, feed.newest()), 'pruned');
      const kept = feed.kept(position, BATCH_EVENTS);
      isReplaying = kept.length === BATCH_EVENTS;
      if (kept.length > 0) return kept;
      isReplaying = false;
    }
    const recent = feed.recent(position, BATCH_EVENTS);
    if (recent !== undefined) return recent;
    skipTo(feed.recentFrom(), 'slow');
    return feed.recent(position, BATCH_EVENTS) ?? [];
  };

  const mayGoOn = (): boolean => !isClosed && sink.hasRoom();

  const pump = async (): Promise<void> => {
    while (mayGoOn()) {
      const events = next();
      if (events.length === 0) break;
      for (const event of events) {
        position = event.sequence;
        if (wants(event)) sink.event(event);
      }
      // A long replay must hold nobody else up.
      await nextTurn();
    }
  };

  const resume = (): void => {
    if (isClosed || isPumping) return;
    isPumping = true;
    clearTimeout(stallTimer);
    pump()
      .catch((error: unknown) => fail(toAppError(error)))
      .finally(() => {
        isPumping = false;
        if (isClosed) return;
        if (!sink.hasRoom()) stallTimer = setTimeout(stalled, stallMs).unref();
        else if (position < feed.newest()) resume();
      });
  };

  const stopNews = feed.onNews(() => {
    if (sink.hasRoom()) resume();
  });
  // The caller has to know the subscription before its first event comes.
  setImmediate(resume);
  return { position: () => position, resume, [Symbol.dispose]: close };
}
