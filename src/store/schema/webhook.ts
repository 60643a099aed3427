import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Who gets told of what happens. */
export const webhooks = sqliteTable('webhooks', {
  id: text().primaryKey(),
  url: text().notNull(),
  description: text().notNull(),
  /** Patterns of event types; empty for all. */
  types: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  /** The least severity. */
  severity: text({ enum: ['debug', 'info', 'warn', 'error', 'fatal'] }),
  guildId: text('guild_id'),
  /** Whether what people said goes along. */
  includesPersonal: integer('includes_personal', { mode: 'boolean' }).notNull(),
  secret: text().notNull(),
  /** The secret before this one, which also signs for a while. */
  previousSecret: text('previous_secret'),
  previousSecretUntilMs: integer('previous_secret_until_ms'),
  /** Why it is switched off; absent while it is on. */
  disabledReason: text('disabled_reason'),
  createdAtMs: integer('created_at_ms').notNull(),
});
