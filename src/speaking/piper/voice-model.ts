import type { ChunkSchedule } from './chunk-schedule.ts';
import type { VoiceScales } from './voice-tensors.ts';

/** A stretch of a sentence's sound, at the voice's own rate. */
export interface VoiceSound {
  /** At least one sample, all finite. */
  readonly samples: Float32Array;
  /** The sentence ends with it. */
  readonly isLast: boolean;
  /**
   * With the first stretch: how many samples each of the ids lasts, all of the sentence; absent where the
   * network does not tell.
   */
  readonly idSamples?: Float32Array;
}

/** A Piper network: phoneme ids in, sound out. */
export interface VoiceModel {
  /**
   * Gives a sentence's sound in stretches as long as `schedule` wants them, or as one.
   *
   * @throws AppError `SYNTHESIS_FAILED`.
   */
  speak(
    ids: readonly number[],
    scales: VoiceScales,
    schedule: ChunkSchedule,
  ): AsyncGenerator<VoiceSound, void, undefined>;
}
