import { expect, it } from 'vitest';
import { referenceLogMel } from './fixtures/reference-log-mel.ts';
import { createLogMel } from './log-mel.ts';

const RATE_HZ = 16_000;

/** A generator with a seed, so that every run tests the same noise. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** The largest difference between the two in any cell. */
function worstError(samples: Float32Array, frameCount: number, melCount: number): number {
  const computed = createLogMel(melCount).compute(samples, frameCount);
  if (computed.length !== melCount * frameCount) return Infinity;
  let worst = 0;
  referenceLogMel(samples, frameCount, melCount).forEach((column, frame) =>
    column.forEach((expected, mel) => {
      worst = Math.max(worst, Math.abs(expected - computed[mel * frameCount + frame]!));
    }),
  );
  return worst;
}

const noise = (length: number, amplitude: number): Float32Array => {
  const next = random(length);
  return Float32Array.from({ length }, () => amplitude * next());
};

const tone = (length: number, hz: number, amplitude: number): Float32Array =>
  Float32Array.from({ length }, (_unused, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / RATE_HZ));

const sweep = Float32Array.from({ length: 6000 }, (_unused, n) => 0.5 * Math.sin((n * n) / 4000));
const clipped = tone(4000, 997, 4).map((x) => Math.max(-1, Math.min(1, x)));
const fading = tone(4000, 250, 0.9).map((x, n) => (n < 2000 ? x : x * 1e-5));
const late = new Float32Array(4000).fill(0.7, -50);

it.each([
  ['noise that fills the window', noise(8000, 0.3), 50, 80],
  ['a sweep with silence after it', sweep, 80, 80],
  ['an odd number of columns', tone(5000, 440, 0.1), 33, 80],
  ['128 mels', noise(4000, 0.01), 40, 128],
  ['sound at full scale', clipped, 25, 80],
  ['sound beyond full scale', tone(4000, 3000, 8), 25, 80],
  ['sound at the very end of the window', late, 25, 80],
  ['loud sound next to nearly none', fading, 30, 80],
  ['silence', new Float32Array(3000), 20, 80],
  ...[1, 2, 199, 201, 399, 401].map((length) => [`${length} samples`, noise(length, 1), 20, 80] as const),
] as const)(
  'equals a direct computation in double precision for %s',
  (_name, samples, frameCount, melCount) => {
    expect(worstError(samples, frameCount, melCount)).toBeLessThan(1e-4);
  },
);

it('silence, and no samples at all, give one constant', () => {
  for (const samples of [new Float32Array(0), new Float32Array(48_000)]) {
    const computed = createLogMel(80).compute(samples, 300);
    expect(new Set(computed)).toEqual(new Set([-1.5]));
  }
});

it('gives the same for the same sound after other sound', () => {
  const logMel = createLogMel(80);
  const samples = tone(3000, 700, 0.2);
  const first = logMel.compute(samples, 40);
  logMel.compute(tone(6000, 2500, 1), 40);
  expect(logMel.compute(samples, 40)).toEqual(first);
});
