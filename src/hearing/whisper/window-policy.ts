import { AppError } from '#core';

/** Columns of Whisper's own window: 30 s. */
export const WINDOW_FRAMES = 3000;
/** Samples of one column at 16 kHz: 10 ms. */
export const FRAME_SAMPLES = 160;
/** Samples of Whisper's own window at 16 kHz. */
export const WINDOW_SAMPLES = WINDOW_FRAMES * FRAME_SAMPLES;

const FRAMES_PER_SECOND = 100;

/**
 * How much of Whisper's 30 s the encoder is given for an utterance that is shorter.
 *
 * Whisper was taught with 30 s only. A window that ends with the speech ruins its text (word error rates
 * of 80 to 300 % are published); silence after the speech and a floor keep it.
 */
export interface WindowPolicy {
  /** No window is shorter. */
  readonly floorSeconds: number;
  /** Silence that follows the utterance at least, as far as 30 s allow. */
  readonly marginSeconds: number;
  /** Windows are rounded up to a multiple of it, so that few different shapes occur. */
  readonly bucketFrames?: number;
}

/** The floor for one known language. */
export const DEFAULT_WINDOW_POLICY: WindowPolicy = { floorSeconds: 10, marginSeconds: 2 };
/** The floor when the language is to be found out or is not English; it has been measured less. */
export const CAUTIOUS_WINDOW_POLICY: WindowPolicy = { floorSeconds: 15, marginSeconds: 2 };

/**
 * Checks a policy that comes from outside.
 *
 * @throws AppError `CONFIG_INVALID` when a figure is no number of its range.
 */
export function assertWindowPolicy(policy: WindowPolicy): void {
  const { floorSeconds, marginSeconds, bucketFrames = 2 } = policy;
  const usable =
    floorSeconds > 0 &&
    floorSeconds <= 30 &&
    marginSeconds >= 0 &&
    marginSeconds <= 30 &&
    Number.isInteger(bucketFrames) &&
    bucketFrames >= 2 &&
    bucketFrames <= WINDOW_FRAMES &&
    bucketFrames % 2 === 0;
  if (usable) return;
  throw new AppError('CONFIG_INVALID', {
    message:
      'The window of the recogniser must have a floor above 0 s and up to 30 s, a margin of 0 to 30 s ' +
      `and an even bucket of 2 to ${WINDOW_FRAMES} columns.`,
    context: { ...policy },
  });
}

/**
 * Columns of the window for an utterance: the utterance and the margin, at least the floor, at most 30 s,
 * always even because the encoder halves them.
 *
 * @param sampleCount - length of the utterance at 16 kHz.
 * @param policy - 30 s always when it is absent: the encoder takes nothing else.
 */
export function chooseWindowFrames(sampleCount: number, policy: WindowPolicy | undefined): number {
  if (policy === undefined) return WINDOW_FRAMES;
  const { floorSeconds, marginSeconds, bucketFrames = 2 } = policy;
  const wanted = sampleCount / FRAME_SAMPLES + marginSeconds * FRAMES_PER_SECOND;
  const frames = Math.max(floorSeconds * FRAMES_PER_SECOND, wanted);
  return Math.min(WINDOW_FRAMES, Math.ceil(frames / bucketFrames) * bucketFrames);
}
