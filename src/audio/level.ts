/** Full scale is 1 or 0 dBFS; silence is `-Infinity`. */
export function amplitudeToDb(amplitude: number): number {
  return 20 * Math.log10(amplitude);
}

/** The amplitude or factor of a level in dB. */
export function dbToAmplitude(levelDb: number): number {
  return 10 ** (levelDb / 20);
}

/** The largest absolute value; 0 for no samples. */
export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value));
  return peak;
}

/** Root mean square; 0 for no samples. A full-scale sine has 0.707 (−3 dBFS). */
export function rmsOf(samples: Float32Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
