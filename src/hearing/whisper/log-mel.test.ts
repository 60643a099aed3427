import { expect, it } from 'vitest';
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

const scale = (hz: number): number =>
  hz <= 1000 ? hz / (200 / 3) : 15 + (Math.log(hz) - Math.log(1000)) / (Math.log(6.4) / 27);

/** Corner frequencies by bisection of the scale's definition, not by its inverse. */
function corner(mel: number): number {
  let low = 0;
  let high = 9000;
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (scale(middle) < mel) low = middle;
    else high = middle;
  }
  return low;
}

/** The definition, term by term, in double precision: full padded signal, direct DFT, dense filters. */
function reference(samples: Float32Array, frameCount: number, melCount: number): number[][] {
  const window = [...samples, ...new Float32Array(frameCount * 160 - samples.length)];
  const padded = [...window.slice(1, 201).toReversed(), ...window, ...window.slice(-201, -1).toReversed()];
  const topMel = 15 + Math.log(8) / (Math.log(6.4) / 27);
  const corners = Array.from({ length: melCount + 2 }, (_unused, n) => corner((topMel * n) / (melCount + 1)));
  const cosines = Array.from({ length: 400 }, (_unused, n) => Math.cos((2 * Math.PI * n) / 400));
  const columns = Array.from({ length: frameCount }, (_unused, frame) => {
    const cut = padded.slice(frame * 160, frame * 160 + 400).map((x, n) => x * (0.5 - 0.5 * cosines[n]!));
    const power = Array.from({ length: 201 }, (_none, k) => {
      let real = 0;
      let imaginary = 0;
      for (let n = 0; n < 400; n += 1) {
        real += cut[n]! * cosines[(n * k) % 400]!;
        imaginary += cut[n]! * cosines[(n * k + 300) % 400]!;
      }
      return real * real + imaginary * imaginary;
    });
    return Array.from({ length: melCount }, (_none, mel) => {
      const [a, b, c] = corners.slice(mel, mel + 3) as [number, number, number];
      return power.reduce((sum, value, bin) => {
        const hz = bin * 40;
        const rising = (hz - a) / (b - a);
        const falling = (c - hz) / (c - b);
        return sum + (value * Math.max(0, Math.min(rising, falling)) * 2) / (c - a);
      }, 0);
    });
  });
  const logs = columns.map((column) => column.map((power) => Math.log10(Math.max(power, 1e-10))));
  const loudest = Math.max(...logs.flat());
  return logs.map((column) => column.map((log) => (Math.max(log, loudest - 8) + 4) / 4));
}

/** The largest difference between the two in any cell. */
function worstError(samples: Float32Array, frameCount: number, melCount: number): number {
  const computed = createLogMel(melCount).compute(samples, frameCount);
  if (computed.length !== melCount * frameCount) return Infinity;
  let worst = 0;
  reference(samples, frameCount, melCount).forEach((column, frame) =>
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
