import { and, eq, gte, lt } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { turnLatencies } from './schema/turn-latency.ts';

/** How long people waited for answers. */
export interface TurnLatenciesRepository {
  add(guildId: string, voiceToVoiceMs: number): void;
  /** Of the turns of a server that ended since then, the quickest first. */
  since(guildId: string, fromMs: number): readonly number[];
  /** Deletes what ended before. @returns how many. */
  removeBefore(beforeMs: number): number;
}

/** @param database - the app database. */
export function createTurnLatenciesRepository({ orm }: OpenDatabase): TurnLatenciesRepository {
  return {
    add(guildId, voiceToVoiceMs) {
      orm
        .insert(turnLatencies)
        .values({ guildId, endedAtMs: Date.now(), voiceToVoiceMs: Math.round(voiceToVoiceMs) })
        .run();
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
