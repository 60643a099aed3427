import { expect, test } from 'vitest';
import { heardText } from './heard-text.ts';

const clauses = [
  { index: 0, text: 'Once upon a time,' },
  { index: 1, text: ' there was a dog by a river.' },
];

test('all of it when all of it was played', () => {
  const progress = [
    { clauseIndex: 0, playedMs: 900, totalMs: 900 },
    { clauseIndex: 1, playedMs: 2000, totalMs: 2000 },
  ];
  expect(heardText(clauses, progress)).toBe('Once upon a time, there was a dog by a river.');
});

test('is cut after the last word that was played whole', () => {
  const progress = [
    { clauseIndex: 0, playedMs: 900, totalMs: 900 },
    { clauseIndex: 1, playedMs: 1000, totalMs: 2000 },
  ];
  expect(heardText(clauses, progress)).toBe('Once upon a time, there was a');
});

test('nothing when nothing was played', () => {
  expect(heardText(clauses, [])).toBe('');
  expect(heardText(clauses, [{ clauseIndex: 0, playedMs: 0, totalMs: 900 }])).toBe('');
});

const counting = [{ index: 0, text: ' It costs **$5**, my friend.' }];
const words = [
  { text: 'It', startMs: 0, endMs: 200, sourceEnd: 3 },
  { text: 'costs', startMs: 200, endMs: 500, sourceEnd: 9 },
  { text: 'five', startMs: 500, endMs: 900, sourceEnd: 9 },
  { text: 'dollars', startMs: 900, endMs: 1300, sourceEnd: 17 },
  { text: 'my', startMs: 1400, endMs: 1500, sourceEnd: 20 },
  { text: 'friend', startMs: 1500, endMs: 1900, sourceEnd: 27 },
];

test.each([
  [0, ''],
  [199, ''],
  [200, 'It'],
  [1299, 'It costs'],
  [1300, 'It costs **$5**,'],
  [1899, 'It costs **$5**, my'],
  [2000, 'It costs **$5**, my friend.'],
])('a voice that tells its words cuts exactly: %i ms', (playedMs, heard) => {
  const progress = [{ clauseIndex: 0, playedMs, totalMs: 2000, isComplete: true, words }];
  expect(heardText(counting, progress)).toBe(heard);
});

test('a clause of which everything so far was played is not taken for the whole clause', () => {
  const progress = [{ clauseIndex: 0, playedMs: 600, totalMs: 600, isComplete: false, words }];
  expect(heardText(counting, progress)).toBe('It costs');
});

test('a clause that was not made to its end, by a voice that tells no words, is not taken to be heard beyond what it can be', () => {
  const clause = [{ index: 0, text: 'There was a dog that lived in a house by the river.' }];
  const heard = (playedMs: number): string =>
    heardText(clause, [{ clauseIndex: 0, playedMs, totalMs: 800, isComplete: false }]);
  expect(heard(800)).toBe('There was');
  expect(heard(300)).toBe('');
});
