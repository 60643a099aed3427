import { HEARING_SAMPLE_RATE_HZ } from '#audio';

/** The model hears the last 8 s of a turn. */
export const TURN_SAMPLES = 8 * HEARING_SAMPLE_RATE_HZ;
const SMALLEST_VARIANCE = 1e-7;

/**
 * The last 8 s of a turn, silence before it when it is shorter, brought to mean 0 and variance 1 over the
 * whole 8 s, after Smart Turn's own feature extraction.
 *
 * @param samples - mono at 16 kHz, of any length.
 * @returns 128,000 samples.
 */
export function turnSound(samples: Float32Array): Float32Array {
  const sound = new Float32Array(TURN_SAMPLES);
  const last = samples.subarray(Math.max(0, samples.length - TURN_SAMPLES));
  sound.set(last, TURN_SAMPLES - last.length);
  let sum = 0;
  for (const sample of sound) sum += sample;
  const mean = sum / TURN_SAMPLES;
  let squares = 0;
  for (const sample of sound) squares += (sample - mean) ** 2;
  const scale = 1 / Math.sqrt(squares / TURN_SAMPLES + SMALLEST_VARIANCE);
  return sound.map((sample) => (sample - mean) * scale);
}
