import { expect, it } from 'vitest';
import { noise, sequence, silence, tone } from '../fixtures/signals.ts';
import { splitIntoWindows } from './windows.ts';

const WINDOW = 30 * 16_000;

it.each([0, 1, 16_000, WINDOW])('keeps %i samples in one window', (length) => {
  const samples = new Float32Array(length);
  expect(splitIntoWindows(samples, WINDOW)).toEqual([samples]);
});

it('cuts in the last pause of a window', () => {
  const speech = sequence(noise(26_900, -20), silence(100), noise(9000, -20, 2));
  const windows = splitIntoWindows(speech, WINDOW);
  expect(windows.length).toBe(2);
  const cutMs = windows[0]!.length / 16;
  expect(cutMs).toBeGreaterThan(26_900);
  expect(cutMs).toBeLessThan(27_000);
  expect(sequence(...windows)).toEqual(speech);
});

it('cuts sound without any pause into windows that fit, and loses nothing', () => {
  const sound = tone(95_000, 220, -20);
  const windows = splitIntoWindows(sound, WINDOW);
  expect(windows.length).toBeLessThanOrEqual(4);
  expect(windows.every((window) => window.length <= WINDOW && window.length > 0)).toBe(true);
  expect(sequence(...windows)).toEqual(sound);
});
