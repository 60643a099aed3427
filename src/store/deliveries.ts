import { and, asc, count, desc, eq, isNotNull, lt, lte, min, notInArray, sql } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { deliveries, deliveryCursor } from './schema/delivery.ts';

const CURSOR_ROW = 1;

/** One event on its way to one webhook. */
export type Delivery = typeof deliveries.$inferSelect;
/** A delivery at its beginning. */
export type NewDelivery = Pick<Delivery, 'id' | 'webhookId' | 'eventType' | 'sequence' | 'body'>;

/** What an attempt changed. */
export type DeliveryResult = Pick<
  Delivery,
  'state' | 'nextAttemptAtMs' | 'attemptedAtMs' | 'lastStatus' | 'lastReason' | 'lastDurationMs'
>;

/** The deliveries, and how far events have become deliveries. */
export interface Deliveries {
  /** Sequence of the last event that was looked through; undefined before the first. */
  cursor(): number | undefined;
  /** Puts deliveries into the book and moves the cursor, both or neither. What is there already stays as it is. */
  takeOver(cursor: number, made: readonly NewDelivery[]): void;
  /** The delivery whose time came first, none of those left out. */
  due(
    nowMs: number,
    leaveOut: { readonly ids: readonly string[]; readonly webhookIds: readonly string[] },
  ): Delivery | undefined;
  /** When the next one is due; undefined when none waits. */
  nextDueMs(): number | undefined;
  /** Writes down what an attempt came to. */
  settle(id: string, result: DeliveryResult): void;
  find(id: string): Delivery | undefined;
  /** How many wait for a webhook. */
  waiting(webhookId: string): number;
  /** Of one webhook, the newest first; those before the sequence when it is given. */
  list(webhookId: string, limit: number, before?: number): readonly Delivery[];
  /** Puts deliveries in line once more. @returns whether there was such a one. */
  again(id: string): boolean;
  /** Nothing of the webhook is tried any more. */
  giveUp(webhookId: string, reason: string): void;
  /** Forgets a webhook's deliveries. */
  forget(webhookId: string): void;
  /** Deletes what ended before a time. @returns how many. */
  prune(endedBeforeMs: number): number;
}

/** @param database - the event database. */
export function createDeliveriesRepository({ orm, sqlite }: OpenDatabase): Deliveries {
  return {
    cursor: () => orm.select().from(deliveryCursor).get()?.sequence,
    takeOver: (cursor, made) =>
      sqlite
        .transaction(() => {
          const nowMs = Date.now();
          const start = {
            state: 'waiting' as const,
            attempts: 0,
            nextAttemptAtMs: nowMs,
            createdAtMs: nowMs,
          };
          const values = made.map((delivery) => ({ ...delivery, ...start }));
          if (values.length > 0) orm.insert(deliveries).values(values).onConflictDoNothing().run();
          const row = { sequence: cursor };
          orm
            .insert(deliveryCursor)
            .values({ id: CURSOR_ROW, ...row })
            .onConflictDoUpdate({ target: deliveryCursor.id, set: row })
            .run();
        })
        .immediate(),
    due: (nowMs, { ids, webhookIds }) =>
      orm
        .select()
        .from(deliveries)
        .where(
          and(
            isNotNull(deliveries.nextAttemptAtMs),
            lte(deliveries.nextAttemptAtMs, nowMs),
            notInArray(deliveries.id, [...ids]),
            notInArray(deliveries.webhookId, [...webhookIds]),
          ),
        )
        .orderBy(asc(deliveries.nextAttemptAtMs), asc(deliveries.sequence))
        .limit(1)
        .get(),
    nextDueMs: () =>
      orm
        .select({ atMs: min(deliveries.nextAttemptAtMs) })
        .from(deliveries)
        .where(isNotNull(deliveries.nextAttemptAtMs))
        .get()?.atMs ?? undefined,
    settle(id, result) {
      const attempts = sql`${deliveries.attempts} + 1`;
      orm
        .update(deliveries)
        .set({ ...result, attempts })
        .where(eq(deliveries.id, id))
        .run();
    },
    find: (id) => orm.select().from(deliveries).where(eq(deliveries.id, id)).get(),
    waiting: (webhookId) =>
      orm
        .select({ number: count() })
        .from(deliveries)
        .where(and(eq(deliveries.webhookId, webhookId), isNotNull(deliveries.nextAttemptAtMs)))
        .get()?.number ?? 0,
    list: (webhookId, limit, before = Number.MAX_SAFE_INTEGER) =>
      orm
        .select()
        .from(deliveries)
        .where(and(eq(deliveries.webhookId, webhookId), lt(deliveries.sequence, before)))
        .orderBy(desc(deliveries.sequence))
        .limit(limit)
        .all(),
    again(id) {
      const change = { state: 'waiting' as const, attempts: 0, nextAttemptAtMs: Date.now() };
      return orm.update(deliveries).set(change).where(eq(deliveries.id, id)).run().changes > 0;
    },
    giveUp(webhookId, reason) {
      const isWaiting = and(eq(deliveries.webhookId, webhookId), eq(deliveries.state, 'waiting'));
      const change = { state: 'failed' as const, nextAttemptAtMs: null, lastReason: reason };
      orm.update(deliveries).set(change).where(isWaiting).run();
    },
    forget: (webhookId) => void orm.delete(deliveries).where(eq(deliveries.webhookId, webhookId)).run(),
    prune: (endedBeforeMs) =>
      orm
        .delete(deliveries)
        .where(and(sql`${deliveries.nextAttemptAtMs} IS NULL`, lt(deliveries.attemptedAtMs, endedBeforeMs)))
        .run().changes,
  };
}
