import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createThoughtStripper } from './strip-thoughts.ts';

function strip(pieces: readonly string[]): string {
  const stripper = createThoughtStripper();
  return pieces.map((piece) => stripper.push(piece)).join('') + stripper.end();
}

test.each([
  ['Hello there.', 'Hello there.'],
  ['<think>Hm, a greeting.</think>\n\nHello.', 'Hello.'],
  ['<THINKING>Hm.</Thinking> Hello.', 'Hello.'],
  ['One <think>aside</think>two.', 'One two.'],
  ['<think>no end', ''],
  ['Stray </think>tag.', 'Stray tag.'],
  ['A < b, <b>bold</b> and <thin', 'A < b, <b>bold</b> and <thin'],
  ['<think>1</think><think>2</think>3', '3'],
  ['<<think>x</think>think>y', '<think>y'],
  ['  \n Hello ', 'Hello '],
  ['<think>a < b </thin k></think>İ<think>x</think>!', 'İ!'],
])('%j is spoken as %j', (text, expected) => {
  expect(strip([text])).toBe(expected);
});

test('a piece is spoken as soon as it cannot become a tag', () => {
  const stripper = createThoughtStripper();
  expect(stripper.push('Hello <')).toBe('Hello ');
  expect(stripper.push('3 you')).toBe('<3 you');
  expect(stripper.push('<thi')).toBe('');
  expect(stripper.push('nk>secret')).toBe('');
  expect(stripper.push('</think>done')).toBe('done');
});

test('the text is the same however it is cut into pieces, and no thought is spoken', () => {
  const part = fc.constantFrom(
    '<think>',
    '</think>',
    '<thinking>',
    '</thinking>',
    '<',
    '>',
    '/',
    ' ',
    'th',
    'ink',
    'I',
    'é',
    '👍',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 30 }), (parts, seeds) => {
      const text = parts.join('');
      const cuts = seeds.map((seed) => seed % (text.length + 1)).toSorted((one, other) => one - other);
      const edges = [0, ...cuts, text.length];
      const pieces = edges.slice(1).map((edge, index) => text.slice(edges[index], edge));
      expect(pieces.join('')).toBe(text);
      expect(strip(pieces)).toBe(strip([text]));
      expect(strip(text.split(''))).toBe(strip([text]));
    }),
    { numRuns: 2000 },
  );
});
