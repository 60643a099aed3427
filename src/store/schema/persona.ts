import { blob, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Personas that people made or brought. */
export const personas = sqliteTable(
  'personas',
  {
    id: text().primaryKey(),
    /** The server that it belongs to; empty for one that every server has. */
    guildId: text('guild_id').notNull(),
    name: text().notNull(),
    /** The name as it is looked for, whatever its case. */
    nameKey: text('name_key').notNull(),
    /** The character card as it came, JSON. */
    card: text().notNull(),
    /** A PNG file. */
    picture: blob({ mode: 'buffer' }),
    /** Who made or brought it; empty for the owner at the command line. */
    createdBy: text('created_by').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [uniqueIndex('personas_by_name').on(table.guildId, table.nameKey)],
);

/** Which persona speaks where. */
export const personaChoices = sqliteTable(
  'persona_choices',
  {
    guildId: text('guild_id').notNull(),
    /** Empty for the whole server. */
    channelId: text('channel_id').notNull(),
    /** Of {@link personas}, or of one that comes with aichat. */
    personaId: text('persona_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.guildId, table.channelId] })],
);
