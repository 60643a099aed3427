import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * What still has to be handed on, written in the transaction of its event. A row stays until whoever
 * delivers has taken it over.
 */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** The event. Retention keeps an event as long as a row here names it. */
    sequence: integer().notNull(),
    /** Who is to get it: the id of a webhook. */
    target: text().notNull(),
  },
  (table) => [index('outbox_by_event').on(table.sequence)],
);
