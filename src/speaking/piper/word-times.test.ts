import { expect, test } from 'vitest';

import { wordTimes } from './word-times.ts';

const word = (text: string, textStart: number, idStart: number, idEnd: number) => ({
  text,
  textStart,
  textEnd: textStart + text.length,
  idStart,
  idEnd,
});

test('a word lasts from its first sound to the pad after its last', () => {
  const words = [word('no,', 0, 2, 6), word('go', 4, 8, 12)];
  const idSamples = [100, 50, 200, 0, 300, 50, 400, 0, 100, 100, 500, 100, 200];
  expect(wordTimes(words, idSamples, 0, 1000)).toEqual([
    { text: 'no,', textEnd: 3, startMs: 150, endMs: 700 },
    { text: 'go', textEnd: 6, startMs: 1100, endMs: 1900 },
  ]);
});

test('a sentence after others begins where they end', () => {
  expect(wordTimes([word('a', 0, 1, 2)], [8, 16], 16_000, 16_000)).toMatchObject([
    { startMs: 1000.5, endMs: 1001.5 },
  ]);
});
