import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { splitText } from './split-text.ts';

test('a short text stays whole, nothing stays nothing', () => {
  expect(splitText(' Hello. ')).toEqual(['Hello.']);
  expect(splitText('  ')).toEqual([]);
});

test('a long text is cut after a paragraph, else a line, else a sentence, else a word', () => {
  expect(splitText('One two.\n\nThree four.', 15)).toEqual(['One two.', 'Three four.']);
  expect(splitText('One two\nthree four', 12)).toEqual(['One two', 'three four']);
  expect(splitText('One two. Three four', 15)).toEqual(['One two.', 'Three four']);
  expect(splitText('one two three four', 12)).toEqual(['one two', 'three four']);
});

test('no part is too long, and no word is lost, whatever the text is', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 300 }), (text) => {
      const parts = splitText(text, 20);
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(20);
        expect(part.isWellFormed()).toBe(true);
      }
      expect(parts.join('').replaceAll(/\s/gu, '')).toBe(text.replaceAll(/\s/gu, ''));
    }),
  );
});
