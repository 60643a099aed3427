import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readRomanNumbers } from './roman-numbers.ts';

test.each([
  ['Henry VIII and World War II', 'Henry the eighth and World War 2'],
  ['Chapter V of part X', 'Chapter 5 of part 10'],
  ['I, V and X are Vs', 'I, V and X are Vs'],
  ['a MIX CD, XX, XL', 'a MIX CD, XX, XL'],
  ['IIII VV', 'IIII VV'],
])('English: %j becomes %j', (written, expected) => {
  expect(applyStep(readRomanNumbers, written, 'en')).toBe(expected);
});

test.each([['XIX wiek, w XX wieku', 'dziewiętnasty wiek, w dwudziestym wieku']])(
  'Polish: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readRomanNumbers, written, 'pl')).toBe(expected);
  },
);

test.each([['Lodewijk XIV', 'Lodewijk 14']])('Dutch: %j becomes %j', (written, expected) => {
  expect(applyStep(readRomanNumbers, written, 'nl')).toBe(expected);
});

test.each([['Luis XIV', 'Luis XIV']])('Spanish is left to espeak: %j becomes %j', (written, expected) => {
  expect(applyStep(readRomanNumbers, written, 'es')).toBe(expected);
});
