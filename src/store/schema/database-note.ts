import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What the program remembers about its own upkeep: when it last did it, and how. */
export const databaseNotes = sqliteTable('database_notes', {
  name: text().primaryKey(),
  value: text().notNull(),
  updatedAtMs: integer('updated_at_ms').notNull(),
});
