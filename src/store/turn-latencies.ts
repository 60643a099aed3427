import { and, eq, gte, lt } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { turnLatencies } from './schema/turn-latency.ts';
import { withoutDiskWait } from './without-disk-wait.ts';

/** How long people waited for answers. */
export interface TurnLatenciesRepository {
  add(guildId: string, voiceToVoiceMs: number): void;
  /** Of the turns of a server that ended since then, the quickest first. */
  since(guildId: string, fromMs: number): readonly number[];
  /** Deletes what ended before. @returns how many. */
  removeBefore(beforeMs: number): number;
}

/** @param database - the app database. */
export function createTurnLatenciesRepository({ orm, sqlite }: OpenDatabase): TurnLatenciesRepository {
  return {
    add(guildId, voiceToVoiceMs) {
      const row = { guildId, endedAtMs: Date.now(), voiceToVoiceMs: Math.round(voiceToVoiceMs) };
      withoutDiskWait({ sqlite }, () => orm.insert(turnLatencies).values(row).run());
    },
    since(guildId, fromMs) {
      const { voiceToVoiceMs, endedAtMs } = turnLatencies;
      return orm
        .select({ voiceToVoiceMs })
        .from(turnLatencies)
        .where(and(eq(turnLatencies.guildId, guildId), gte(endedAtMs, fromMs)))
        .orderBy(voiceToVoiceMs)
        .all()
        .map((row) => row.voiceToVoiceMs);
    },
    removeBefore: (beforeMs) =>
      orm.delete(turnLatencies).where(lt(turnLatencies.endedAtMs, beforeMs)).run().changes,
  };
}
