import { resample, type SpeechFrame } from '#audio';

/** A sweep from 200 to 1200 Hz: no stretch of it is like another, and Opus keeps its wave. Mono, 48 kHz. */
export function sweep(durationMs: number, amplitude = 0.4): Float32Array {
  const seconds = durationMs / 1000;
  const slope = 1000 / seconds;
  return Float32Array.from({ length: Math.round(durationMs * 48) }, (_, index) => {
    const time = index / 48_000;
    return amplitude * Math.sin(2 * Math.PI * (200 * time + (slope / 2) * time * time));
  });
}

/** Puts frames one after the other, without regard to their times. */
export function joined(frames: readonly SpeechFrame[]): Float32Array {
  const samples = new Float32Array(frames.length * 320);
  frames.forEach((frame, index) => samples.set(frame.samples, index * 320));
  return samples;
}

/** Brings 48 kHz down to the rate of hearing. */
export function asHeard(samples: Float32Array): Float32Array {
  return resample(samples, 48_000, 16_000);
}

/**
 * How well `said` is found in `heard`, at the place where it fits best.
 *
 * @returns the normalised correlation, 1 for the same wave, and the place in samples.
 */
export function likeness(
  said: Float32Array,
  heard: Float32Array,
): { readonly best: number; readonly at: number } {
  let best = 0;
  let at = 0;
  let saidEnergy = 0;
  for (const sample of said) saidEnergy += sample * sample;
  for (let start = 0; start + said.length <= heard.length; start += 1) {
    let product = 0;
    let energy = 0;
    // Every fourth sample tells enough of a sound below 2 kHz.
    for (let index = 0; index < said.length; index += 4) {
      const sample = heard[start + index] ?? 0;
      product += sample * (said[index] ?? 0);
      energy += sample * sample;
    }
    const score = energy === 0 ? 0 : (4 * product) / Math.sqrt(4 * energy * saidEnergy);
    if (score <= best) continue;
    best = score;
    at = start;
  }
  return { best, at };
}
