import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What a server has set, as it was written; what is not here has its default. */
export const guildSettings = sqliteTable(
  'guild_settings',
  {
    guildId: text('guild_id').notNull(),
    name: text().notNull(),
    value: text().notNull(),
    /** Who set it. */
    userId: text('user_id').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.guildId, table.name] })],
);
