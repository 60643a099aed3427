import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One event on its way to one webhook. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    /** The same in every attempt, so that a receiver can tell what it has already. */
    id: text().primaryKey(),
    webhookId: text('webhook_id').notNull(),
    eventType: text('event_type').notNull(),
    sequence: integer().notNull(),
    body: text().notNull(),
    /** `waiting`, `delivered` or `failed`. */
    state: text({ enum: ['waiting', 'delivered', 'failed'] }).notNull(),
    attempts: integer().notNull(),
    /** Absent when there will be none. */
    nextAttemptAtMs: integer('next_attempt_at_ms'),
    createdAtMs: integer('created_at_ms').notNull(),
    /** Of the last attempt. */
    attemptedAtMs: integer('attempted_at_ms'),
    lastStatus: integer('last_status'),
    lastReason: text('last_reason'),
    lastDurationMs: integer('last_duration_ms'),
  },
  (table) => [
    index('deliveries_due')
      .on(table.nextAttemptAtMs)
      .where(sql`next_attempt_at_ms IS NOT NULL`),
    index('deliveries_by_webhook').on(table.webhookId, table.sequence),
  ],
);

/** One row: the sequence of the last event that was looked through for deliveries. */
export const deliveryCursor = sqliteTable('delivery_cursor', {
  id: integer().primaryKey(),
  sequence: integer().notNull(),
});
