import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The language model that a server chose; a server without a row takes the default. */
export const serverModels = sqliteTable('server_models', {
  guildId: text('guild_id').primaryKey(),
  alias: text().notNull(),
  updatedAtMs: integer('updated_at_ms').notNull(),
});
