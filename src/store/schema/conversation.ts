import { index, integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';

/** What is remembered of a channel beside its remarks. */
export const conversations = sqliteTable(
  'conversations',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    guildId: text('guild_id').notNull(),
    channelId: text('channel_id').notNull(),
    /** What was said before the remarks that are kept, in short. */
    summary: text(),
    /** JSON: the ids of those whose words went into the summary. */
    summaryUserIds: text('summary_user_ids', { mode: 'json' }).$type<readonly string[]>(),
    /** Of the last exchange. It grows, also when exchanges are deleted. */
    lastExchange: integer('last_exchange').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [unique('conversations_by_channel').on(table.guildId, table.channelId)],
);

/** What people said to the bot or near it, and what of its answers reached them. */
export const remarks = sqliteTable(
  'remarks',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    conversationId: integer('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    /** Remarks with the same number belong together. */
    exchange: integer().notNull(),
    /** NULL for the bot. */
    userId: text('user_id'),
    /** As the person was called then. */
    name: text().notNull(),
    text: text().notNull(),
    isUncertain: integer('is_uncertain', { mode: 'boolean' }).notNull(),
    isWritten: integer('is_written', { mode: 'boolean' }).notNull(),
    isInterrupted: integer('is_interrupted', { mode: 'boolean' }).notNull(),
    saidAtMs: integer('said_at_ms').notNull(),
  },
  (table) => [
    index('remarks_by_exchange').on(table.conversationId, table.exchange),
    index('remarks_by_user').on(table.userId),
    index('remarks_by_time').on(table.saidAtMs),
  ],
);
