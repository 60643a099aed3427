import { expect, test } from 'vitest';
import { bargeIn, type Overlap } from './barge-in.ts';
import { defaultFloorOptions } from './floor-options.ts';

const meant: Overlap = {
  voicedMs: 0,
  intoPlaybackMs: undefined,
  isMeant: true,
  goesOn: false,
  mayDiscard: true,
};
const aside: Overlap = { ...meant, isMeant: false };

test.each([
  ['thinking', { ...meant, voicedMs: 299 }, 'nothing'],
  ['thinking', { ...meant, voicedMs: 300 }, 'discard'],
  ['thinking', { ...meant, voicedMs: 3000, mayDiscard: false }, 'nothing'],
  ['thinking', { ...aside, voicedMs: 3000 }, 'nothing'],
  ['speaking', { ...meant, voicedMs: 99 }, 'nothing'],
  ['speaking', { ...meant, voicedMs: 100, mayDiscard: false }, 'pause'],
  ['speaking', { ...aside, voicedMs: 100 }, 'pause'],
  ['speaking', { ...meant, voicedMs: 240, intoPlaybackMs: 249 }, 'nothing'],
  ['speaking', { ...meant, voicedMs: 240, intoPlaybackMs: 250 }, 'pause'],
  ['paused', { ...meant, voicedMs: 499 }, 'nothing'],
  ['paused', { ...meant, voicedMs: 500 }, 'stop'],
  ['paused', { ...aside, voicedMs: 5000 }, 'nothing'],
  ['thinking', { ...meant, voicedMs: 100, goesOn: true }, 'nothing'],
  ['speaking', { ...meant, voicedMs: 99, intoPlaybackMs: 99, goesOn: true }, 'nothing'],
  ['speaking', { ...meant, voicedMs: 100, intoPlaybackMs: 100, goesOn: true }, 'pause'],
  ['paused', { ...meant, voicedMs: 299, goesOn: true }, 'nothing'],
  ['paused', { ...meant, voicedMs: 300, goesOn: true }, 'discard'],
  ['paused', { ...meant, voicedMs: 300, goesOn: true, mayDiscard: false }, 'nothing'],
  ['listening', { ...meant, voicedMs: 5000 }, 'nothing'],
  ['hearing', { ...meant, voicedMs: 5000 }, 'nothing'],
  ['deciding', { ...meant, voicedMs: 5000 }, 'nothing'],
  ['speculating', { ...meant, voicedMs: 5000 }, 'nothing'],
  ['ending', { ...meant, voicedMs: 5000 }, 'nothing'],
] as const)('%s, %o → %s', (state, overlap, expected) => {
  expect(bargeIn(state, overlap, defaultFloorOptions)).toBe(expected);
});
