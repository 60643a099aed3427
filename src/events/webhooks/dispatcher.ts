import { AppError, toAppError } from '#core';
import type { EventBus } from '../event-bus.ts';
import type { AichatEvent } from '../event.ts';
import { viewOfEvent } from '../event-view.ts';
import type { DeliveryBook, DeliveryEntry, KeptEvents, WebhookEntry } from './ports.ts';
import type { WebhookRegistry } from './registry.ts';
import { retryWaitMs } from './retry-schedule.ts';
import type { AttemptOutcome, DeliverySender } from './send-delivery.ts';

/** Attempts at a time, in all and for one webhook. */
const MAX_IN_FLIGHT = 16;
const MAX_IN_FLIGHT_EACH = 4;
/** Events that become deliveries in one transaction. */
const TAKE_OVER_EVENTS = 200;
/** The cursor is written without deliveries when so many events have passed. */
const CURSOR_LAG_EVENTS = 2000;
/** Deliveries that may wait for one webhook; one that falls so far behind is switched off. */
const MAX_WAITING = 10_000;
/** Longest time between two looks at the book, in ms: the command line may have put something there. */
const LOOK_EVERY_MS = 2000;
/** A webhook that just failed is left alone for so long, and longer each time, in ms. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 300_000;
/** How long ended deliveries stay in the delivery log, and how often it is looked through, in ms. */
const KEEP_ENDED_MS = 30 * 86_400_000;
const PRUNE_EVERY_MS = 3_600_000;

/** What the dispatcher works with. */
export interface DispatcherOptions {
  readonly book: DeliveryBook;
  readonly registry: WebhookRegistry;
  readonly sender: DeliverySender;
  readonly events: KeptEvents;
  readonly bus: EventBus;
  /** Shorter waits for tests. */
  readonly waitMs?: typeof retryWaitMs;
  readonly firstPauseMs?: number;
}

/** Sends what the outbox holds, as long as it runs. */
export interface WebhookDispatcher extends AsyncDisposable {
  /** To be called when there may be something new; it is also noticed without, within two seconds. */
  wake(): void;
  /** Sequence after which events are still needed. */
  cursor(): number;
}

/**
 * Delivers every event at least once to every webhook that wants it. What an attempt came to is written down after
 * it; a process that dies in between makes the attempt again, with the same id.
 */
export function startWebhookDispatcher(options: DispatcherOptions): WebhookDispatcher {
  const { book, registry, sender, events, bus } = options;
  const { waitMs: waitAfter = retryWaitMs, firstPauseMs = FIRST_PAUSE_MS } = options;
  const stopping = new AbortController();
  const inFlight = new Map<string, { readonly webhookId: string; readonly done: Promise<void> }>();
  const pauses = new Map<string, { failures: number; untilMs: number }>();
  let timer: NodeJS.Timeout | undefined;
  let prunedAtMs = -Infinity;

  let cursor = book.cursor() ?? events.latestSequence();
  let writtenCursor = book.cursor();
  const moveTo = (sequence: number, made: Parameters<DeliveryBook['takeOver']>[1]): void => {
    cursor = sequence;
    const isLagging = writtenCursor === undefined || cursor - writtenCursor > CURSOR_LAG_EVENTS;
    if (made.length === 0 && !isLagging) return;
    book.takeOver(cursor, made);
    writtenCursor = cursor;
  };

  /** Makes deliveries of the events that came since. */
  const takeOver = (): void => {
    if (registry.isEmpty()) return moveTo(events.latestSequence(), []);
    for (;;) {
      const found = events.after(cursor, TAKE_OVER_EVENTS);
      const last = found.at(-1);
      if (last === undefined) return;
      const made = found.flatMap(makeDeliveries);
      moveTo(last.sequence, made);
      for (const id of new Set(made.map(({ webhookId }) => webhookId))) {
        if (book.waiting(id) > MAX_WAITING) switchOff(id, `More than ${MAX_WAITING} deliveries wait for it.`);
      }
    }
  };

  const makeDeliveries = (event: AichatEvent): Parameters<DeliveryBook['takeOver']>[1] =>
    registry.targetsOf(event).map(({ id: webhookId, includesPersonal }) => {
      const { id, type, time, sequence } = event;
      const body = JSON.stringify({ type, timestamp: time, data: viewOfEvent(event, includesPersonal) });
      return { id: `${id}_${webhookId}`, webhookId, eventType: type, sequence, body };
    });

  const switchOff = (id: string, reason: string): void => {
    book.giveUp(id, reason);
    if (registry.list().some((webhook) => webhook.id === id)) registry.disable(id, reason);
    bus.emit('webhook.disabled', { webhookId: id, reason }, { severity: 'error' });
    bus.emitError(
      new AppError('WEBHOOK_DISABLED', {
        message: `The webhook ${id} was switched off: ${reason}`,
        context: { webhookId: id },
      }),
    );
  };

  const attempt = async (delivery: DeliveryEntry, webhook: WebhookEntry): Promise<void> => {
    const { id, body } = delivery;
    const sent = { id, body, url: webhook.url, secrets: secretsOf(webhook) };
    const outcome = await sender.send(sent, stopping.signal);
    settle(delivery, outcome);
  };

  const settle = (delivery: DeliveryEntry, outcome: AttemptOutcome): void => {
    const { id, webhookId, attempts } = delivery;
    const nowMs = Date.now();
    const attemptedAtMs = nowMs;
    const lastDurationMs = outcome.durationMs;
    const lastStatus = outcome.status ?? null;
    if (outcome.kind === 'delivered') {
      pauses.delete(webhookId);
      book.settle(id, {
        state: 'delivered',
        nextAttemptAtMs: null,
        attemptedAtMs,
        lastStatus,
        lastReason: null,
        lastDurationMs,
      });
      bus.emit(
        'webhook.delivered',
        { webhookId, deliveryId: id, attempt: attempts + 1 },
        { severity: 'debug' },
      );
      return;
    }
    const isGone = outcome.kind === 'gone';
    const waitMs = isGone ? undefined : waitAfter(attempts + 1, outcome.retryAfterMs);
    const lastReason = isGone ? 'It says that it is gone (410).' : outcome.reason;
    book.settle(id, {
      state: waitMs === undefined ? 'failed' : 'waiting',
      nextAttemptAtMs: waitMs === undefined ? null : nowMs + waitMs,
      attemptedAtMs,
      lastStatus,
      lastReason,
      lastDurationMs,
    });
    bus.emitError(
      new AppError('WEBHOOK_FAILED', {
        message: `The webhook ${webhookId} did not take a delivery: ${lastReason}`,
        context: { webhookId, deliveryId: id, attempt: attempts + 1, status: lastStatus },
      }),
    );
    pause(webhookId);
    if (waitMs === undefined)
      switchOff(webhookId, isGone ? lastReason : `It took nothing for days. ${lastReason}`);
  };

  const pause = (webhookId: string): void => {
    const failures = (pauses.get(webhookId)?.failures ?? 0) + 1;
    const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 1), LONGEST_PAUSE_MS);
    pauses.set(webhookId, { failures, untilMs: Date.now() + pauseMs });
  };

  /** Webhooks that are given nothing right now. */
  const busyWebhooks = (nowMs: number): readonly string[] => {
    const counts = Map.groupBy(inFlight.values(), ({ webhookId }) => webhookId);
    const full = [...counts].filter(([, each]) => each.length >= MAX_IN_FLIGHT_EACH).map(([id]) => id);
    return [...full, ...[...pauses].filter(([, { untilMs }]) => untilMs > nowMs).map(([id]) => id)];
  };

  const startDue = (): void => {
    while (inFlight.size < MAX_IN_FLIGHT) {
      const nowMs = Date.now();
      const delivery = book.due(nowMs, { ids: [...inFlight.keys()], webhookIds: busyWebhooks(nowMs) });
      if (delivery === undefined) return;
      const { id, webhookId } = delivery;
      const webhook = registry.list().find((known) => known.id === webhookId);
      if (webhook === undefined || webhook.disabledReason !== null) {
        book.giveUp(webhookId, webhook?.disabledReason ?? 'The webhook was removed.');
        continue;
      }
      const done = attempt(delivery, webhook)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) bus.emitError(toAppError(error));
        })
        .finally(() => {
          inFlight.delete(id);
          look();
        });
      inFlight.set(id, { webhookId, done });
    }
  };

  const look = (): void => {
    if (stopping.signal.aborted) return;
    clearTimeout(timer);
    let waitMs = LOOK_EVERY_MS;
    try {
      takeOver();
      // Without a webhook, what happens costs nothing here.
      if (!registry.isEmpty()) {
        startDue();
        prune();
        waitMs = waitForNextMs();
      }
    } catch (error) {
      bus.emitError(error);
    }
    timer = setTimeout(look, waitMs).unref();
  };

  const waitForNextMs = (): number => {
    const nextDueMs = book.nextDueMs() ?? Infinity;
    // What is overdue waits for a place or for the end of a pause.
    return Math.min(Math.max(nextDueMs - Date.now(), 200), LOOK_EVERY_MS);
  };

  const prune = (): void => {
    const nowMs = Date.now();
    if (nowMs - prunedAtMs < PRUNE_EVERY_MS) return;
    prunedAtMs = nowMs;
    book.prune(nowMs - KEEP_ENDED_MS);
  };

  look();
  return {
    wake: look,
    cursor: () => writtenCursor ?? cursor,
    async [Symbol.asyncDispose]() {
      stopping.abort(new AppError('CANCELLED', { message: 'Webhooks are no longer sent.' }));
      clearTimeout(timer);
      await Promise.all([...inFlight.values()].map(({ done }) => done));
      await sender[Symbol.asyncDispose]();
    },
  };
}

function secretsOf({ secret, previousSecret, previousSecretUntilMs }: WebhookEntry): readonly string[] {
  const isOldGood = previousSecret !== null && (previousSecretUntilMs ?? 0) > Date.now();
  return isOldGood ? [secret, previousSecret] : [secret];
}
