import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What each request to a language model took. Money is in billionths of a US dollar. */
export const modelUsage = sqliteTable(
  'model_usage',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    startedAtMs: integer('started_at_ms').notNull(),
    /** UTC, as YYYY-MM-DD: budgets are by the day. */
    day: text().notNull(),
    guildId: text('guild_id'),
    userId: text('user_id'),
    purpose: text().notNull(),
    alias: text().notNull(),
    provider: text().notNull(),
    modelId: text('model_id').notNull(),
    promptTokens: integer('prompt_tokens').notNull().default(0),
    completionTokens: integer('completion_tokens').notNull().default(0),
    /** Until the request has ended, what it can cost at most. */
    costNanoUsd: integer('cost_nano_usd').notNull(),
    isEstimated: integer('is_estimated', { mode: 'boolean' }).notNull().default(true),
    costSource: text('cost_source').notNull(),
    /** `open` until the request has ended. */
    outcome: text().notNull(),
    servedBy: text('served_by'),
  },
  (table) => [
    index('model_usage_by_day').on(table.day),
    index('model_usage_by_guild').on(table.guildId, table.day),
    index('model_usage_by_user').on(table.userId, table.day),
  ],
);
