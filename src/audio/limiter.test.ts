import { expect, test } from 'vitest';

import { amplitudeToDb, dbToAmplitude, peakOf, rmsOf } from './level.ts';
import { limit, LIMITER_CEILING } from './limiter.ts';

const ramp = Float32Array.from({ length: 20_001 }, (_, n) => (n - 10_000) / 2_000);

test('what stays below -4 dBFS goes through untouched', () => {
  const quiet = ramp.filter((value) => Math.abs(value) <= dbToAmplitude(-4));
  expect(limit(quiet)).toEqual(quiet);
});

test('nothing is louder than -1 dBFS, and -1 dBFS is reached', () => {
  const limited = limit(ramp);
  expect(amplitudeToDb(peakOf(limited))).toBeCloseTo(-1, 3);
  expect(peakOf(limited)).toBeLessThanOrEqual(Math.fround(LIMITER_CEILING));
});

test('the curve is odd, never falls and has no corner', () => {
  const limited = limit(ramp);
  for (let n = 1; n < limited.length; n += 1) {
    expect(limited[n]).toBeGreaterThanOrEqual(limited[n - 1] as number);
    expect(limited[n]).toBe(-(limited[limited.length - 1 - n] as number) || 0);
  }
  const slopes = limited
    .map((value, n) => (n === 0 ? 0 : (value - (limited[n - 1] as number)) / 0.0005))
    .slice(1);
  const jumps = slopes.map((slope, n) => (n === 0 ? 0 : Math.abs(slope - (slopes[n - 1] as number))));
  expect(peakOf(jumps)).toBeLessThan(0.02);
});

test('gain is applied before the limit', () => {
  expect([...limit(Float32Array.of(0.1, -0.2), 2)]).toEqual([
    Math.fround(Math.fround(0.1) * 2),
    Math.fround(-0.4),
  ]);
  expect(peakOf(limit(Float32Array.of(0.9), 10))).toBeCloseTo(LIMITER_CEILING, 6);
});

test('what is no number is not hidden', () => {
  expect(limit(Float32Array.of(Number.NaN))[0]).toBeNaN();
});

test('a full-scale sine has an RMS of -3 dBFS and a peak of 0 dBFS', () => {
  const sine = Float32Array.from({ length: 4_800 }, (_, n) => Math.sin((2 * Math.PI * n) / 48));
  expect(amplitudeToDb(rmsOf(sine))).toBeCloseTo(-3.01, 2);
  expect(amplitudeToDb(peakOf(sine))).toBeCloseTo(0, 5);
});

test('no sound has no level', () => {
  expect(rmsOf(new Float32Array(0))).toBe(0);
  expect(amplitudeToDb(peakOf(new Float32Array(5)))).toBe(-Infinity);
});
