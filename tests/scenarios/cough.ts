const SAMPLE_RATE_HZ = 48_000;
const PEAK = 0.35;

/** A cough: a burst of noise that dies away, mono at 48 kHz. The same every time. */
export function cough(durationMs: number): Float32Array {
  const samples = new Float32Array((durationMs * SAMPLE_RATE_HZ) / 1000);
  let state = 1;
  let low = 0;
  return samples.map((_, index) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = (state / 2 ** 32) * 2 - 1;
    low += 0.2 * (noise - low);
    return PEAK * 2 * low * Math.exp((-3 * index) / samples.length);
  });
}
