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
