import { array, assert, constantFrom, property } from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

import { markClauses } from './clause-marks.ts';
import { createEspeak, type Espeak } from './espeak.ts';

let espeak: Espeak;
beforeAll(async () => {
  espeak = await createEspeak('en-us');
});

/** Text, mark, and `|` where a sentence ends. */
const divided = (text: string): string[] =>
  markClauses(text).map((clause) => `${clause.text} → ${clause.mark}${clause.endsSentence ? '|' : ''}`);

test.each([
  [
    'marks before a space end clauses',
    'A, b: c; d. E? F! G',
    ['A, → ,', 'b: → :', 'c; → ;', 'd. → .|', 'E? → ?|', 'F! → !|', 'G → '],
  ],
  ['an ellipsis ends a clause and leaves no mark', 'yes…no... Well', ['yes… → ', 'no... → ', 'Well → ']],
  ['marks of Chinese leave no mark, but may end a sentence', '好，好。好', ['好， → ', '好。 → |', '好 → ']],
  ['a spaced dash counts as a semicolon', 'a — b – c', ['a — → ;', 'b – → ;', 'c → ']],
  ['an unspaced dash counts as nothing', 'a—b', ['a—b → ']],
  ['a dot before a small letter ends nothing', 'e.g. this. That', ['e.g. this. → .|', 'That → ']],
  ['a dot after a title ends a sentence', 'Dr. Smith', ['Dr. → .|', 'Smith → ']],
  ['figures and times hold together', 'at 12:30, 3.5 and 1,000', ['at 12:30, → ,', '3.5 and 1,000 → ']],
  [
    'quotes and brackets end a clause as a space does',
    '(Yes.)"No!" he',
    ['(Yes. → .|', ')"No! → !|', '" he → '],
  ],
  ['only the first of several marks counts', 'What?!. Yes', ['What?!. → ?|', 'Yes → ']],
  [
    'a blank line ends a sentence without a mark, even after one',
    'One.\n\nTwo\n\nThree',
    ['One. → |', 'Two → |', 'Three → '],
  ],
  ['a line ends nothing', 'One\ntwo', ['One\ntwo → ']],
  ['marks without words before them end nothing', '... . ! a', ['... . ! a → ']],
  ['a Spanish question begins a new clause', 'Hola ¿qué?', ['Hola ¿ → ', 'qué? → ?|']],
  ['nothing is no clause', '', []],
])('%s', (_name, text, expected) => {
  expect(divided(text)).toEqual(expected);
});

test.each([
  'abc def. '.repeat(400),
  'abc def '.repeat(400),
  'x'.repeat(3_000),
  'é'.repeat(3_000),
  "the U.S.A.'s flag",
  'at 5 p.m. (really) "quoted." Then',
  'it is 3.5',
])('espeak-ng divides in as many clauses: %#', (text) => {
  expect(markClauses(text)).toHaveLength(espeak.clauses(text).length);
});

test('espeak-ng divides any text in as many clauses', () => {
  const parts = 'a|B|7| |.|,|?|!|:|;|…|\n|(|)|"|\'|-|—|–|。|word|Word|3.5|é|¿|،'.split('|');
  assert(
    property(array(constantFrom(...parts), { minLength: 1, maxLength: 16 }), (pieces) => {
      const text = pieces.join('');
      expect(markClauses(text)).toHaveLength(espeak.clauses(text).length);
    }),
    { numRuns: 2_000 },
  );
});

test('only white space between clauses is left out', () => {
  const parts = ['a', 'B', ' ', '\n', '.', '?!', '…', '(', '"', '—', 'é'];
  assert(
    property(array(constantFrom(...parts), { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const joined = markClauses(text)
        .map((clause) => clause.text)
        .join('');
      expect(joined.replaceAll(/\s/gu, '')).toBe(text.replaceAll(/\s/gu, ''));
    }),
  );
});
