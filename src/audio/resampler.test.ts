import { expect, test } from 'vitest';

import { createResampler, resample } from './resampler.ts';

const RATES_HZ = [16_000, 22_050, 24_000, 44_100, 48_000];
const PAIRS = RATES_HZ.flatMap((fromHz) => RATES_HZ.map((toHz) => [fromHz, toHz] as const));

function sine(frequencyHz: number, rateHz: number, count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, n) => 0.8 * Math.sin((2 * Math.PI * frequencyHz * n) / rateHz),
  );
}

/** Signal to noise in dB, away from the edges, where the sound is cut off. */
function snrDb(actual: Float32Array, ideal: Float32Array): number {
  const margin = 300;
  let signal = 0;
  let noise = 0;
  for (let n = margin; n < actual.length - margin; n += 1) {
    signal += (ideal[n] as number) ** 2;
    noise += ((actual[n] as number) - (ideal[n] as number)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

test.each(PAIRS)(
  'a sine from %i Hz to %i Hz keeps more than 80 dB of distance to its errors',
  (fromHz, toHz) => {
    const passHz = 0.82 * (Math.min(fromHz, toHz) / 2);
    for (const frequencyHz of [50, 997, passHz / 2, passHz]) {
      const actual = resample(sine(frequencyHz, fromHz, fromHz / 5), fromHz, toHz);
      expect(snrDb(actual, sine(frequencyHz, toHz, actual.length))).toBeGreaterThan(80);
    }
  },
);

test.each([
  [48_000, 16_000],
  [44_100, 22_050],
  [48_000, 22_050],
])('what %i Hz can carry and %i Hz cannot is removed instead of folded back', (fromHz, toHz) => {
  const actual = resample(sine(toHz / 2 + 200, fromHz, fromHz / 5), fromHz, toHz);
  const loudest = actual.subarray(300, -300).reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
  expect(20 * Math.log10(loudest / 0.8)).toBeLessThan(-80);
});

test.each(PAIRS)(
  'from %i Hz to %i Hz the way in which sound is cut into pieces changes no bit',
  (fromHz, toHz) => {
    const sound = sine(440, fromHz, 4_001).map((value, n) => value + ((n * 7_919) % 101) / 1_000);
    const whole = resample(sound, fromHz, toHz);
    for (const pieceLengths of [[1], [7, 0, 331], [160, 441], [4_000]]) {
      const resampler = createResampler(fromHz, toHz);
      const pieces: number[] = [];
      for (let at = 0, turn = 0; at < sound.length; turn += 1) {
        const length = pieceLengths[turn % pieceLengths.length] as number;
        pieces.push(...resampler.push(sound.subarray(at, at + length)));
        at += length;
      }
      pieces.push(...resampler.flush());
      expect(Float32Array.from(pieces)).toEqual(whole);
    }
  },
);

test.each(PAIRS)('from %i Hz to %i Hz n samples become exactly ceil(n * to / from)', (fromHz, toHz) => {
  for (const count of [0, 1, 2, 3, 31, 32, 33, 146, 147, 148, 1_000, 22_051]) {
    expect(resample(new Float32Array(count), fromHz, toHz)).toHaveLength(Math.ceil((count * toHz) / fromHz));
  }
});

test('after a flush the next sound starts without a trace of the one before', () => {
  const resampler = createResampler(22_050, 48_000);
  resampler.push(sine(3_000, 22_050, 500));
  resampler.flush();
  const sound = sine(700, 22_050, 500);
  const again = [...resampler.push(sound), ...resampler.flush()];
  expect(Float32Array.from(again)).toEqual(resample(sound, 22_050, 48_000));
});

test('a constant stays the same constant', () => {
  const actual = resample(new Float32Array(2_000).fill(0.5), 22_050, 48_000).subarray(200, -200);
  for (const value of actual) expect(value).toBeCloseTo(0.5, 6);
});

test('equal rates give a copy, not the same memory', () => {
  const sound = sine(440, 48_000, 10);
  const copy = resample(sound, 48_000, 48_000);
  sound.fill(0);
  expect(copy[1]).not.toBe(0);
});

test.each([
  [0, 48_000],
  [22_050.5, 48_000],
  [Number.NaN, 48_000],
  [47_999, 48_001],
])('rates %d and %d that make no sense are refused by name', (fromHz, toHz) => {
  expect(() => createResampler(fromHz, toHz)).toThrow(
    expect.objectContaining({ code: 'AUDIO_RATE_UNSUPPORTED', context: { fromHz, toHz } }),
  );
});
