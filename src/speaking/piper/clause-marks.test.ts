import { array, assert, constantFrom, property } from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

import { markClauses } from './clause-marks.ts';
import { createEspeak, type Espeak } from './espeak.ts';

let espeak: Espeak;
beforeAll(async () => {
  espeak = await createEspeak('en-us');
});

/** Text, mark, and `|` where a sentence ends. */
const divided = (text: string, voice = 'en-us'): string[] =>
  markClauses(text, voice).map(({ start, end, mark, ends }) => {
    const stroke = ends === 'sentence' ? '|' : '';
    return `${text.slice(start, end).trim()} → ${mark}${stroke}`;
  });

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
  ['nothing is one clause of nothing, as in espeak-ng', '', [' → ']],
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
  expect(markClauses(text, 'en-us')).toHaveLength(espeak.clauses(text).length);
});

test('espeak-ng divides any text in as many clauses', () => {
  const parts = 'a|B|7| |.|,|?|!|:|;|…|\n|(|)|"|\'|-|—|–|。|word|Word|3.5|é|¿|،'.split('|');
  assert(
    property(array(constantFrom(...parts), { minLength: 1, maxLength: 16 }), (pieces) => {
      const text = pieces.join('');
      expect(markClauses(text, 'en-us')).toHaveLength(espeak.clauses(text).length);
    }),
    { numRuns: 2_000 },
  );
});

test('together the clauses are the text', () => {
  const parts = ['a', 'B', ' ', '\n', '.', '?!', '…', '(', '"', '—', 'é', '😀', '。'];
  assert(
    property(array(constantFrom(...parts), { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      expect(
        markClauses(text, 'en-us')
          .map(({ start, end }) => text.slice(start, end))
          .join(''),
      ).toBe(text);
    }),
  );
});

test.each([
  ['de', 'am 3. Mai', ['am 3. → .|', 'Mai → ']],
  ['de', 'Karl V. kam', ['Karl V. kam → ']],
  ['en', 'Karl V. Kam', ['Karl V. → .|', 'Kam → ']],
  ['de', 'der 2.-beste. Ja', ['der 2.-beste. → .|', 'Ja → ']],
  ['hu', 'december 2., szerda, ma', ['december 2., szerda, → ,', 'ma → ']],
  ['hy', 'Այո: ի՞նչ Այո', ['Այո: → :', 'ի՞նչ Այո → ']],
])('%s divides "%s" by its own rules', (voice, text, expected) => {
  expect(divided(text, voice)).toEqual(expected);
});
