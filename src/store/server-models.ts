import { eq } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { serverModels } from './schema/server-model.ts';

/** Which language model each server chose. */
export interface ServerModelsRepository {
  /** @returns `undefined` for a server that takes the default. */
  get(guildId: string): string | undefined;
  choose(guildId: string, alias: string): void;
  /** The server takes the default again. @returns whether it had chosen. */
  forget(guildId: string): boolean;
}

/** @param database - the app database. */
export function createServerModelsRepository({ orm }: OpenDatabase): ServerModelsRepository {
  const { guildId: guild, alias } = serverModels;
  return {
    get: (guildId) => orm.select({ alias }).from(serverModels).where(eq(guild, guildId)).get()?.alias,
    choose(guildId, name) {
      const row = { alias: name, updatedAtMs: Date.now() };
      orm
        .insert(serverModels)
        .values({ guildId, ...row })
        .onConflictDoUpdate({ target: guild, set: row })
        .run();
    },
    forget: (guildId) => orm.delete(serverModels).where(eq(guild, guildId)).run().changes > 0,
  };
}
