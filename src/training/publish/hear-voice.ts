import { peakOf, PLAYOUT_SAMPLE_RATE_HZ, rmsOf } from '#audio';
import { AppError } from '#core';
import { createPiperSynthesizer } from '#speaking';

/** What a new voice sounded like. */
export interface VoiceTrial {
  readonly text: string;
  readonly seconds: number;
  readonly level: number;
}

/** Quieter than this is silence: -60 dBFS. */
const QUIETEST = 1e-3;
/** Letters in a second, far outside of what anybody can follow. */
const SLOWEST = 2;
const FASTEST = 60;

/**
 * Lets a voice speak, with the runtime that will use it.
 *
 * @throws AppError `TRAINER_FAILED` when what comes is silence, no numbers, or far too long or short; what the runtime
 * throws when the file is none of a voice.
 */
export async function hearVoice(
  voicePath: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly VoiceTrial[]> {
  const voice = await createPiperSynthesizer({ voicePath }, signal);
  const trials: VoiceTrial[] = [];
  try {
    for (const [index, text] of texts.entries()) {
      let length = 0;
      let level = 0;
      for await (const { samples } of voice.synthesize({ index, text }, signal)) {
        if (!Number.isFinite(peakOf(samples))) throw unusable(text, 'values that are no numbers');
        length += samples.length;
        level = Math.max(level, rmsOf(samples));
      }
      const seconds = length / PLAYOUT_SAMPLE_RATE_HZ;
      const lettersPerSecond = text.length / seconds;
      if (level < QUIETEST) throw unusable(text, 'silence');
      if (lettersPerSecond < SLOWEST || lettersPerSecond > FASTEST) {
        throw unusable(text, `${seconds.toFixed(1)} seconds`);
      }
      trials.push({ text, seconds, level });
    }
  } finally {
    await voice.close();
  }
  return trials;
}

function unusable(text: string, what: string): AppError {
  return new AppError('TRAINER_FAILED', { message: `The new voice says "${text}" as ${what}.` });
}
