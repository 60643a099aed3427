import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Everything that happened, in the order in which it happened. The words in it are found through
 * `event_words`, a full text index that `event-words.sql` keeps in step with this table.
 */
export const events = sqliteTable(
  'events',
  {
    /** Position among all events of this database; streams go on from it. */
    sequence: integer().primaryKey(),
    /** Unique everywhere and sorted by time. */
    id: text().notNull(),
    timeMs: integer('time_ms').notNull(),
    /** 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
    severity: integer().notNull(),
    type: text().notNull(),
    code: text(),
    guildId: text('guild_id'),
    callId: text('call_id'),
    turnId: text('turn_id'),
    /** How long it took, where it took time. */
    durationMs: integer('duration_ms'),
    /** What a person reads in one line. */
    summary: text().notNull(),
    /** JSON: the payload without what people said, and the users when the payload does not name them. */
    body: text().notNull(),
    /** JSON: what people said. Emptied sooner than the row, and on demand. */
    personal: text(),
    /** The same as plain text, for the search. */
    words: text(),
  },
  (table) => [
    index('events_by_time').on(table.timeMs, table.severity),
    index('events_with_words')
      .on(table.timeMs)
      .where(sql`personal IS NOT NULL`),
    index('events_by_type').on(table.type),
    index('events_by_guild').on(table.guildId),
    index('events_by_code')
      .on(table.code)
      .where(sql`code IS NOT NULL`),
    index('events_by_call')
      .on(table.callId)
      .where(sql`call_id IS NOT NULL`),
    index('events_by_turn')
      .on(table.turnId)
      .where(sql`turn_id IS NOT NULL`),
    index('events_that_matter')
      .on(table.sequence, table.severity)
      .where(sql`severity >= 40`),
  ],
);

/** Whom an event is about. */
export const eventUsers = sqliteTable(
  'event_users',
  {
    userId: text('user_id').notNull(),
    sequence: integer()
      .notNull()
      .references(() => events.sequence, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.sequence] }),
    index('event_users_by_event').on(table.sequence),
  ],
);
