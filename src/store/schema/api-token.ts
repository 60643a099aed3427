import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Who may use the HTTP API. The tokens themselves are nowhere. */
export const apiTokens = sqliteTable('api_tokens', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** SHA-256 of the secret part, in hexadecimal. */
  secretHash: text('secret_hash').notNull(),
  scopes: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  lastUsedAtMs: integer('last_used_at_ms'),
});
