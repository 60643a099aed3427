import { expect, test } from 'vitest';
import { bargeIn } from './barge-in.ts';
import { defaultFloorOptions } from './floor-options.ts';

test.each([
  ['thinking', 299, true, 'nothing'],
  ['thinking', 300, true, 'discard'],
  ['thinking', 3000, false, 'nothing'],
  ['speaking', 99, true, 'nothing'],
  ['speaking', 100, false, 'pause'],
  ['paused', 499, true, 'nothing'],
  ['paused', 500, true, 'stop'],
  ['listening', 5000, true, 'nothing'],
  ['hearing', 5000, true, 'nothing'],
  ['deciding', 5000, true, 'nothing'],
  ['ending', 5000, true, 'nothing'],
] as const)('%s, %i ms of speech, may be thrown away: %s → %s', (state, voicedMs, mayDiscard, expected) => {
  expect(bargeIn(state, voicedMs, mayDiscard, defaultFloorOptions)).toBe(expected);
});
