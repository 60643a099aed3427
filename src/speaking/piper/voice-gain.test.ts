import { expect, test } from 'vitest';

import { speechLevelDb, voiceGainDb } from './voice-gain.ts';

const tone = (amplitude: number, count = 16_000): Float32Array =>
  Float32Array.from({ length: count }, (_, n) => amplitude * Math.sin((2 * Math.PI * n) / 40));

test('the level of a steady tone is its RMS', () => {
  expect(speechLevelDb(tone(0.1), 16_000)).toBeCloseTo(-23.01, 1);
});

test('pauses do not count', () => {
  const withPauses = Float32Array.from([...new Float32Array(32_000), ...tone(0.1), ...tone(0.000_1)]);
  expect(speechLevelDb(withPauses, 16_000)).toBeCloseTo(-23.01, 1);
});

test('silence and nothing have no level', () => {
  expect(speechLevelDb(new Float32Array(16_000), 16_000)).toBe(-Infinity);
  expect(speechLevelDb(new Float32Array(0), 16_000)).toBe(-Infinity);
});

test('a voice is brought to -20 dBFS, within bounds', () => {
  expect(voiceGainDb(tone(0.1), 16_000)).toBeCloseTo(3.01, 1);
  expect(voiceGainDb(tone(1), 16_000)).toBe(-12);
  expect(voiceGainDb(tone(0.001), 16_000)).toBe(24);
});
