import { toAppError } from '#core';

import type { VoiceFacts, VoiceFactsStore } from './voice-facts.ts';
import { voiceGainDb } from './voice-gain.ts';

/** What {@link createVoiceGains} works with. */
export interface VoiceGainsOptions {
  /** One gain for all speakers; nothing is measured then. */
  readonly fixedDb?: number | undefined;
  /** What is known of the voice; its gains are not measured again. */
  readonly known: VoiceFacts;
  /** Where what is measured is kept. */
  readonly store?: VoiceFactsStore | undefined;
  /** Has a speaker say a sample, at {@link sampleRateHz}. */
  readonly sample: (speakerId: number) => Promise<Float32Array>;
  readonly sampleRateHz: number;
}

/** The fixed gain of each of a voice's speakers. */
export interface VoiceGains {
  /** Measures a speaker when he speaks for the first time. @throws AppError `SYNTHESIS_FAILED`. */
  of(speakerId: number): Promise<number>;
  /** Why the next start has to measure again; undefined when it has not. */
  cacheProblem(): string | undefined;
}

/** A start without a cache is slower, not worse: what cannot be kept is told and measured again. */
export function createVoiceGains(options: VoiceGainsOptions): VoiceGains {
  const { fixedDb, known, store, sample, sampleRateHz } = options;
  let gainsDb = known.gainsDb;
  let problem: string | undefined;
  return {
    async of(speakerId) {
      const settled = fixedDb ?? gainsDb[String(speakerId)];
      if (settled !== undefined) return settled;
      const gainDb = voiceGainDb(await sample(speakerId), sampleRateHz);
      gainsDb = { ...gainsDb, [String(speakerId)]: gainDb };
      try {
        await store?.write({ ...known, gainsDb });
      } catch (error) {
        problem = toAppError(error).message;
      }
      return gainDb;
    },
    cacheProblem: () => problem,
  };
}
