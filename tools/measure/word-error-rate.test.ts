import { expect, test } from 'vitest';
import { wordErrorRate, wordErrors } from './word-error-rate.ts';

test.each([
  ['Hello, Mira!', 'hello mira', 0, 2],
  ['the dog by the river', 'the dog at river', 2, 5],
  ['wait', '', 1, 1],
  ['', 'thank you', 2, 0],
  ["it is seven o'clock", 'it is seven o’clock', 0, 4],
])('"%s" heard as "%s" has %i errors in %i words', (said, heard, errors, words) => {
  expect(wordErrors(said, heard)).toEqual({ errors, words });
});

test('the rate weighs by words, not by sentences', () => {
  const pairs = [
    {
      said: 'one two three four five six seven eight nine',
      heard: 'one two three four five six seven eight nine',
    },
    { said: 'stop', heard: 'go' },
  ];
  expect(wordErrorRate(pairs)).toBeCloseTo(0.1);
});
