import { assert, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';

import { textBlocks } from './text-blocks.ts';

const cut = (text: string, maxLength: number): string[] =>
  [...textBlocks(text, maxLength)].map((block) => block.text);

test('a short text is one block, an empty one none', () => {
  expect(cut('One. Two.', 20)).toEqual(['One. Two.']);
  expect(cut('', 20)).toEqual([]);
});

test.each([
  ['One two. Three four. Five six.', ['One two. ', 'Three four. ', 'Five six.']],
  ['one two, three four, five six', ['one two, ', 'three four, ', 'five six']],
  ['one two three four five six', ['one two three ', 'four five six']],
  ['abcdefghijklmnopqrstuvwxyz', ['abcdefghijklmnop', 'qrstuvwxyz']],
  ['go [[ˈa b. c d]] and on and on', ['go [[ˈa b. c d]]', ' and on and on']],
  ['and go on [[ˈa b. c d]] now', ['and go on ', '[[ˈa b. c d]] ', 'now']],
])('a long text is cut where a voice pauses: %s', (text, blocks) => {
  expect(cut(text, 16)).toEqual(blocks);
});

test('half a character is never left over', () => {
  expect(cut('😀'.repeat(9), 5).every((block) => block.isWellFormed())).toBe(true);
});

test('the blocks of any text are the text, none too long, each at its place', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 300 }), integer({ min: 2, max: 40 }), (text, max) => {
      const blocks = [...textBlocks(text, max)];
      expect(blocks.map((block) => block.text).join('')).toBe(text);
      for (const block of blocks) {
        expect(block.text.length).toBeGreaterThan(0);
        expect(block.text.length).toBeLessThanOrEqual(max);
        expect(text.startsWith(block.text, block.start)).toBe(true);
      }
    }),
  );
});
