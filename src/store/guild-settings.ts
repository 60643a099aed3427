import { and, eq } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { guildSettings } from './schema/guild-setting.ts';

/** What servers have set. */
export interface GuildSettingsRepository {
  /** Everything that a server has set, by name. */
  read(guildId: string): ReadonlyMap<string, string>;
  /** @param userId - who sets it. */
  write(guildId: string, name: string, value: string, userId: string): void;
  remove(guildId: string, name: string): void;
}

/** @param database - the app database. */
export function createGuildSettingsRepository({ orm }: OpenDatabase): GuildSettingsRepository {
  return {
    read(guildId) {
      const { name, value } = guildSettings;
      const rows = orm
        .select({ name, value })
        .from(guildSettings)
        .where(eq(guildSettings.guildId, guildId))
        .all();
      return new Map(rows.map((row) => [row.name, row.value]));
    },
    write(guildId, name, value, userId) {
      const row = { value, userId, updatedAtMs: Date.now() };
      orm
        .insert(guildSettings)
        .values({ guildId, name, ...row })
        .onConflictDoUpdate({ target: [guildSettings.guildId, guildSettings.name], set: row })
        .run();
    },
    remove(guildId, name) {
      orm
        .delete(guildSettings)
        .where(and(eq(guildSettings.guildId, guildId), eq(guildSettings.name, name)))
        .run();
    },
  };
}
