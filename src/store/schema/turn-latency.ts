import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** How long people waited for an answer, turn by turn. */
export const turnLatencies = sqliteTable(
  'turn_latencies',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    guildId: text('guild_id').notNull(),
    endedAtMs: integer('ended_at_ms').notNull(),
    voiceToVoiceMs: integer('voice_to_voice_ms').notNull(),
  },
  (table) => [index('turn_latencies_by_guild').on(table.guildId, table.endedAtMs)],
);
