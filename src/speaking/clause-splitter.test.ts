import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';

import { createClauseSplitter } from './clause-splitter.ts';

/** The clauses' texts when the reply comes in one piece. */
function split(reply: string): string[] {
  const splitter = createClauseSplitter();
  return [...splitter.push(reply), ...splitter.end()].map((clause) => clause.text);
}

test.each([
  [
    'a short greeting comes at once',
    'Hi! How are you today? I am fine.',
    ['Hi!', 'How are you today? I am fine.'],
  ],
  [
    'the first clause ends at a comma',
    'Well, I think so, because it rains, and rains. Then it stops again.',
    ['Well, I think so,', 'because it rains, and rains.', 'Then it stops again.'],
  ],
  ['a comma too early is passed over', 'Well, yes and no. It depends.', ['Well, yes and no.', 'It depends.']],
  ['a colon', 'Here is the thing: it works.', ['Here is the thing:', 'it works.']],
  ['a semicolon', 'I came early; nobody was there.', ['I came early;', 'nobody was there.']],
  ['an unspaced dash', 'I was thinking—no, never mind.', ['I was thinking—', 'no, never mind.']],
  ['a spaced hyphen', 'I was thinking - no, never mind.', ['I was thinking -', 'no, never mind.']],
  [
    'short sentences later on are joined',
    'Of course. I do. I did. I will do so. And that is all there is.',
    ['Of course.', 'I do. I did. I will do so.', 'And that is all there is.'],
  ],
  [
    'titles',
    'Dr. Smith met Mrs. Jones and St. Nicholas. He left.',
    ['Dr. Smith met Mrs. Jones and St. Nicholas.', 'He left.'],
  ],
  [
    'e.g. and i.e.',
    'Take fruit e.g. Apples i.e. good ones. Yes.',
    ['Take fruit e.g. Apples i.e. good ones.', 'Yes.'],
  ],
  ['initials', 'J. R. R. Tolkien wrote it. Really.', ['J. R. R. Tolkien wrote it.', 'Really.']],
  ['a sentence about me', 'So am I. You too.', ['So am I.', 'You too.']],
  ['p.m. within a sentence', 'Come at 5 p.m. to the house. Bye.', ['Come at 5 p.m. to the house.', 'Bye.']],
  [
    'p.m. at the end of a sentence',
    'Come at 5 p.m. The door is open.',
    ['Come at 5 p.m.', 'The door is open.'],
  ],
  ['No. as a number', 'Take bus No. 5 to the sea. Bye.', ['Take bus No. 5 to the sea.', 'Bye.']],
  ['No. as an answer', 'No. I will not.', ['No.', 'I will not.']],
  ['decimals', 'It is 3.14 or 1,000.5 or so. Sure.', ['It is 3.14 or 1,000.5 or so.', 'Sure.']],
  ['times', 'Meet me at 12:30 at the gate. Sure.', ['Meet me at 12:30 at the gate.', 'Sure.']],
  ['ordinals with a dot', 'Am 3. Mai sehen wir uns. Gut.', ['Am 3. Mai sehen wir uns.', 'Gut.']],
  [
    'addresses',
    'See https://example.com/a?b=c,d;e:f!g now. Or www.example.org. Fine then.',
    ['See https://example.com/a?b=c,d;e:f!g now.', 'Or www.example.org. Fine then.'],
  ],
  [
    'links',
    'Read [the book. It is good](https://example.com) now. Yes.',
    ['Read [the book. It is good](https://example.com) now.', 'Yes.'],
  ],
  ['an ellipsis that goes on', 'So... we go on from here. Yes.', ['So... we go on from here.', 'Yes.']],
  ['an ellipsis that ends', 'So… We go on from here.', ['So…', 'We go on from here.']],
  ['quotes', '"Really?" she said. "Yes."', ['"Really?"', 'she said. "Yes."']],
  ['bold text', '**Listen.** Then act.', ['**Listen.**', 'Then act.']],
  [
    'no capital letters',
    'hey there. how are you. i am fine and so on.',
    ['hey there.', 'how are you. i am fine and so on.'],
  ],
  ['lines', 'Buy:\n1. Milk\n2. Eggs\n\nThat is all', ['Buy:', '1. Milk', '2. Eggs', 'That is all']],
  ['Chinese marks', '你好。今天天气很好，我们出去走走吧。', ['你好。', '今天天气很好，我们出去走走吧。']],
  [
    'a block of code',
    'Look:\n```js\nfoo();\n\nbar(); // a. B.\n```\nThat was it.',
    ['Look:', '```js\nfoo();\n\nbar(); // a. B.\n```', 'That was it.'],
  ],
  ['code that never ends', 'Look:\n```\nfoo. Bar.\nbaz', ['Look:', '```\nfoo. Bar.\nbaz']],
  ['nothing', ' \n ', []],
])('%s', (_name, reply, clauses) => {
  expect(split(reply)).toEqual(clauses);
});

test('a clause is given as soon as it is certain, not later', () => {
  const splitter = createClauseSplitter();
  expect(splitter.push('Hello')).toEqual([]);
  expect(splitter.push(' there.')).toEqual([]);
  expect(splitter.push(' I')).toEqual([{ index: 0, text: 'Hello there.' }]);
  expect(splitter.push(' am a bot, you know, and a good one.')).toEqual([]);
  expect(splitter.push('\n')).toEqual([{ index: 1, text: 'I am a bot, you know, and a good one.' }]);
  expect(splitter.end()).toEqual([]);
});

test('a long sentence is divided at its last pause, else at its last space, else anywhere', () => {
  const words = 'word '.repeat(40).trim();
  expect(split(`Hi. ${words}, ${words}.`)).toEqual(['Hi.', `${words},`, `${words}.`]);
  expect(split(`Hi. ${'word '.repeat(80).trim()}`)).toEqual([
    'Hi.',
    'word '.repeat(50).trim(),
    'word '.repeat(30).trim(),
  ]);
  expect(split(`Hi. ${'é'.repeat(600)}`)).toEqual(['Hi.', 'é'.repeat(250), 'é'.repeat(250), 'é'.repeat(100)]);
});

test('an emoji or a letter with its accents is never divided', () => {
  for (const unit of ['😀', 'e\u0301', '👩\u200d🚀']) {
    for (const clause of split(unit.repeat(300))) expect(clause.replaceAll(unit, '')).toBe('');
  }
});

test('a long address stays whole', () => {
  const address = `https://example.com/${'a'.repeat(600)}`;
  expect(split(`Go to ${address} now`)).toEqual(['Go to', address, 'now']);
});

const pieces =
  'a|B|Dr|e.g|No|word| word|3|.|.|. |, |? |!|…|...|: |; |—| - |\n| |"|)|**|[|](|```|。|，|😀|p.m|https://x.y/';
const piece = constantFrom(...pieces.split('|'), 'e\u0301', '\ud83d', 'wordword'.repeat(30));
const replies = array(piece, { maxLength: 60 }).map((parts) => parts.join(''));
const withoutSpace = (text: string): string => text.replaceAll(/\s/gu, '');

test('no character but white space is ever lost, added or moved', () => {
  assert(
    property(replies, (reply) => {
      expect(withoutSpace(split(reply).join(''))).toBe(withoutSpace(reply));
    }),
    { numRuns: 1_000 },
  );
});

test('how the reply is cut into deltas makes no difference', () => {
  assert(
    property(replies, array(integer({ min: 1, max: 9 }), { minLength: 1 }), (reply, lengths) => {
      const splitter = createClauseSplitter();
      const clauses: string[] = [];
      for (let at = 0, turn = 0; at < reply.length; turn += 1) {
        const length = lengths[turn % lengths.length] as number;
        clauses.push(...splitter.push(reply.slice(at, at + length)).map((clause) => clause.text));
        at += length;
      }
      clauses.push(...splitter.end().map((clause) => clause.text));
      expect(clauses).toEqual(split(reply));
    }),
    { numRuns: 1_000 },
  );
});

test('clauses are numbered without gaps, trimmed, and of bounded length unless they are code or an address', () => {
  assert(
    property(replies, (reply) => {
      const splitter = createClauseSplitter();
      const clauses = [...splitter.push(reply), ...splitter.end()];
      for (const [n, { index, text }] of clauses.entries()) {
        expect(index).toBe(n);
        expect(text).toBe(text.trim());
        expect(text).not.toBe('');
        const mayBeLong = text.startsWith('```') || text.includes('://');
        if (!mayBeLong) expect(text.length).toBeLessThan(400);
      }
    }),
    { numRuns: 1_000 },
  );
});
