import { beforeAll, expect, it } from 'vitest';
import { referenceLogMel } from './fixtures/reference-log-mel.ts';
import { createLogMel, type LogMel } from './log-mel.ts';

const RATE_HZ = 16_000;

let of80: LogMel;
let of128: LogMel;

beforeAll(async () => {
  of80 = await createLogMel(80);
  of128 = await createLogMel(128);
});

/** A generator with a seed, so that every run tests the same noise. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

async function compute(samples: Float32Array, frameCount: number, melCount: number): Promise<Float32Array> {
  const logMel = melCount === 80 ? of80 : of128;
  const features = await logMel.compute(samples, frameCount);
  expect(features.dims).toEqual([1, melCount, frameCount]);
  return features.data as Float32Array;
}

/** The largest difference between the two in any cell. */
async function worstError(samples: Float32Array, frameCount: number, melCount: number): Promise<number> {
  const computed = await compute(samples, frameCount, melCount);
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
  async (_name, samples, frameCount, melCount) => {
    expect(await worstError(samples, frameCount, melCount)).toBeLessThan(1e-4);
  },
);

it('silence, and no samples at all, give one constant', async () => {
  for (const samples of [new Float32Array(0), new Float32Array(48_000)]) {
    const values = [...new Set(await compute(samples, 300, 80))];
    expect(values).toEqual([expect.closeTo(-1.5, 5)]);
  }
});

it('gives the same for the same sound after other sound', async () => {
  const samples = tone(3000, 700, 0.2);
  const first = await compute(samples, 40, 80);
  await compute(tone(6000, 2500, 1), 40, 80);
  expect(await compute(samples, 40, 80)).toEqual(first);
});
