import { asc, count, eq } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { apiTokens } from './schema/api-token.ts';

/** The time of the last use is written no more often than this, in ms. */
const USE_NOTED_EVERY_MS = 60_000;

/** A token of the HTTP API as it is kept. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of its secret, in hexadecimal. */
  readonly secretHash: string;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

/** The tokens of the HTTP API. */
export interface ApiTokens {
  add(token: Pick<ApiToken, 'id' | 'name' | 'secretHash' | 'scopes'>): void;
  find(id: string): ApiToken | undefined;
  /** The oldest first. */
  list(): readonly ApiToken[];
  isEmpty(): boolean;
  /** @returns whether there was one. */
  remove(id: string): boolean;
  /** Notes that it was used, to the minute. */
  noteUse(id: string): void;
}

/** @param database - the app database. */
export function createApiTokensRepository({ orm }: OpenDatabase): ApiTokens {
  const noted = new Map<string, number>();
  return {
    add: (token) =>
      void orm
        .insert(apiTokens)
        .values({ ...token, createdAtMs: Date.now() })
        .run(),
    find: (id) => orm.select().from(apiTokens).where(eq(apiTokens.id, id)).get(),
    list: () => orm.select().from(apiTokens).orderBy(asc(apiTokens.createdAtMs)).all(),
    isEmpty: () => orm.select({ tokens: count() }).from(apiTokens).get()?.tokens === 0,
    remove(id) {
      noted.delete(id);
      return orm.delete(apiTokens).where(eq(apiTokens.id, id)).run().changes > 0;
    },
    noteUse(id) {
      const nowMs = Date.now();
      if (nowMs - (noted.get(id) ?? 0) < USE_NOTED_EVERY_MS) return;
      noted.set(id, nowMs);
      orm.update(apiTokens).set({ lastUsedAtMs: nowMs }).where(eq(apiTokens.id, id)).run();
    },
  };
}
