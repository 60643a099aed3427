import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';

import { alignPhonemes } from './align-phonemes.ts';

const pairs = (left: string, right: string): string =>
  alignPhonemes(Array.from(left), Array.from(right))
    .map((n) => (n === undefined ? '-' : n.toString(36)))
    .join('');

test.each([
  ['the same', 'kat', 'kat', '012'],
  ['one is missing', 'kt', 'kat', '02'],
  ['one is too much', 'kant', 'kat', '01-2'],
  ['vowels stand for vowels', 'kot', 'kxat', '023'],
  ['nothing on the left', '', 'kat', ''],
  ['nothing on the right', 'kat', '', '---'],
  ['nothing in common', 'pb', 'td', '01'],
])('%s', (_name, left, right, expected) => {
  expect(pairs(left, right)).toBe(expected);
});

test('what lies far from the diagonal is found, since lengths that differ widen the band', () => {
  const result = alignPhonemes(Array.from('xyz'), [...Array.from('a'.repeat(500)), ...Array.from('xyzb')]);
  expect(result).toEqual([500, 501, 502]);
});

test('pairs never cross', () => {
  const phonemes = array(constantFrom('a', 'i', 'k', 't', 's', 'n'), { maxLength: 40 });
  assert(
    property(phonemes, phonemes, (left, right) => {
      const columns = alignPhonemes(left, right).filter((column) => column !== undefined);
      expect(columns).toEqual([...new Set(columns)].toSorted((a, b) => a - b));
      expect(columns.every((column) => column < right.length)).toBe(true);
    }),
  );
});
