import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  dropCode,
  dropDiscordMarkup,
  dropEmoji,
  dropInvisible,
  dropMarkdown,
  dropQuotes,
  joinLines,
  plainAbbreviations,
  plainBrackets,
  plainDashes,
  plainEllipses,
  plainFullWidthMarks,
  shortenLinks,
  tidyMarks,
  toPlainText,
  type TextStep,
} from './plain-text.ts';

type Table = readonly (readonly [written: string, expected: string])[];

const STEPS: Readonly<Record<string, readonly [TextStep, Table]>> = {
  'what cannot be seen goes': [
    dropInvisible,
    [
      ['a\ud83db', 'ab'],
      ['\udc00', ''],
      ['soft\u00adhyphen zero\u200bwidth', 'softhyphen zerowidth'],
      ['bell\u0007\ttab\u00a0blank', 'bell tab blank'],
      ['line\nline', 'line\nline'],
      ['می\u200cخواهم', 'می\u200cخواهم'],
    ],
  ],
  'blocks of code go, code in a line stays': [
    dropCode,
    [
      ['See ```js\nfoo();\n``` there', 'See   there'],
      ['```never closed\nfoo', ' '],
      ['run `npm ci` now', 'run npm ci now'],
    ],
  ],
  "Discord's ids go": [
    dropDiscordMarkup,
    [
      ['<@123> <@!123> <@&9> <#5>', '   '],
      ['<:wave:12><a:dance_1:34>', ''],
      ['at <t:1700000000:R> or <t:1700000000>', 'at  or '],
      ['use </play song:99>', 'use play song'],
      ['@everyone and @here', 'everyone and here'],
      ['nice :thumbs_up: one', 'nice  one'],
      ['at 12:30:45 or a:b:c', 'at 12:30:45 or a:b:c'],
      ['see <id:customize>', 'see '],
    ],
  ],
  'links are read by their text or host': [
    shortenLinks,
    [
      ['[the docs](https://x.org/a_b)', 'the docs'],
      ['[the docs](<https://x.org> "Title")', 'the docs'],
      ['![a cat](cat.png)', 'a cat'],
      ['see https://www.example.com/a?b=c#d.', 'see example.com.'],
      ['(https://example.com)', '(example.com)'],
      ['<https://example.com/x>!', 'example.com!'],
      ['http://localhost:8080/x, then', 'localhost, then'],
    ],
  ],
  'Markdown leaves its words': [
    dropMarkdown,
    [
      ['**bold** *it* __under__ _it_ ~~gone~~ ||secret||', 'bold it under it gone secret'],
      ['***both***', 'both'],
      ['# One\n### Three\n-# small', 'One\nThree\nsmall'],
      ['- a\n* b\n+ c\n• d\n - e', 'a\nb\nc\nd\ne'],
      ['- [x] done\n- [ ] open', 'done\nopen'],
      ['1. Milk\n12) Eggs', '1, Milk\n12, Eggs'],
      ['> quoted\n>>> more', 'quoted\nmore'],
      ['a\n---\n***\nb', 'a\n\n\nb'],
      ['| a | b |\n|---|:-:|\n| 1 | 2 |', 'a, b\n\n1, 2'],
      ['\\*not bold\\* and 1\\. so', 'not bold and 1. so'],
      ['<b>bold</b> &amp; 3 &lt; 5', 'bold & 3 < 5'],
      ['2 * 3 in snake_case', '2 * 3 in snake_case'],
    ],
  ],
  'emoji go': [
    dropEmoji,
    [
      ['hi😀', 'hi '],
      ['1️⃣ and #️⃣', '1 and #'],
      ['so :) or ;-) or :D', 'so  or  or '],
      ['I <3 it', 'I  it'],
      ['at 5:30 (yes:) no', 'at 5:30 (yes:) no'],
    ],
  ],
  'quotes go, apostrophes stay': [
    dropQuotes,
    [
      ['“Yes,” she said', 'Yes, she said'],
      ['it’s ‘fine’', "it's fine"],
      ["the dogs' 'n' 'tis", 'the dogs n tis'],
      ['«oui» „ja“ 「はい」', 'oui ja はい'],
    ],
  ],
  'ellipses become marks that do not glue words': [
    plainEllipses,
    [
      ['yes…no', 'yes, no'],
      ['wait... what', 'wait,  what'],
      ['well… Then', 'well.  Then'],
      ['the end...', 'the end. '],
      ['really...?', 'really?'],
      ['3.5 stays', '3.5 stays'],
    ],
  ],
  'dashes between words become commas': [
    plainDashes,
    [
      ['word—word', 'word, word'],
      ['word — word', 'word, word'],
      ['a - b – c -- d', 'a, b, c, d'],
      ['3–5 well-known −4', '3-5 well-known -4'],
    ],
  ],
  'marks of other scripts become those that espeak knows': [
    plainFullWidthMarks,
    [['你好，世界。好吗？好！甲：乙；丙、丁', '你好, 世界. 好吗? 好! 甲: 乙; 丙, 丁']],
  ],
  'brackets become pauses': [
    plainBrackets,
    [
      ['I (really) mean it', 'I, really, mean it'],
      ['[[ x ]]', ', x , '],
      ['the dog(s)', 'the dogs'],
      ['half (open', 'half, open'],
    ],
  ],
  'dots of abbreviations go where espeak would end the sentence': [
    plainAbbreviations,
    [
      ['Dr. Smith vs. Mr. Jones', 'Dr Smith versus Mr Jones'],
      ['J. R. Tolkien', 'J R Tolkien'],
      ['So am I. Then', 'So am I. Then'],
      ['e.g. Berlin', 'e.g Berlin'],
      ['at 5 p.m. Then', 'at 5 p.m. Then'],
      ['It ends. Here', 'It ends. Here'],
    ],
  ],
  'lines become sentences': [
    joinLines,
    [
      ['one\ntwo!\n\n \nthree,', 'one. two! three,'],
      ['only', 'only.'],
      ['a\n???\nb', 'a. b.'],
    ],
  ],
  'marks are tidy': [
    tidyMarks,
    [
      ['What?! No!! So,, well , ok .', 'What? No! So, well, ok.'],
      [', really, yes.', 'really, yes.'],
      ['a  b', 'a b'],
      ['.5 and 3.5', '.5 and 3.5'],
    ],
  ],
};

describe.each(Object.entries(STEPS))('%s', (_name, [step, table]) => {
  test.each(table)('%j becomes %j', (written, expected) => {
    expect(step(written)).toBe(expected);
  });
});

test.each([
  ['**Hello** there, _friend_!!! 😀', 'Hello there, friend!'],
  ['# List\n- one\n- two', 'List. one. two.'],
  ['“Wait…” (she said) — see [it](https://x.org)', 'Wait, she said, see it.'],
  ['No mark at the end', 'No mark at the end.'],
  ['a clause that goes on,', 'a clause that goes on,'],
  ['你好。再见', '你好. 再见.'],
])('%j is spoken as %j', (written, spoken) => {
  expect(toPlainText(written)).toBe(spoken);
});

test.each(['', ' \n', '😀👍🏽🇩🇪', '***', '---', '```\ncode\n```', '<:wave:1>', '…', '?!', '\ud83d', ':)'])(
  'nothing of %j can be spoken',
  (written) => {
    expect(toPlainText(written)).toBe('');
  },
);

test('whatever comes in, what goes out is empty or one line that ends with a mark and holds no markup', () => {
  const parts =
    'a|Bc|3|é| | |.|,|?|!|…|...|(|)|[|](|**|_|`|```|\n|- |# |—| - |"|\'|<@1>|<|>|&|😀|。|https://x.y/|\ud83d|Dr.|\\';
  const texts = array(constantFrom(...parts.split('|'), '|'), { maxLength: 40 });
  assert(
    property(texts, (pieces) => {
      const plain = toPlainText(pieces.join(''));
      expect(plain).toMatch(/^(?:|.*[\p{L}\p{N}].*[.,;:!?])$/u);
      expect(plain).not.toMatch(/\*\*|`|\ud83d|😀|…|—|[()[\]"]|\s\s/u);
      expect(plain).toBe(plain.trim());
    }),
    { numRuns: 2_000 },
  );
});

test.each(['(', ' ', '*', '[', '](', '<', '_', '.', "'", '…', '|', '-', '\n', '`', ':a', '\\'])(
  'a run of %j as long as ten replies is survived',
  (unit) => {
    const plain = toPlainText(`a${unit.repeat(20_000)}`);
    expect(plain.startsWith('a')).toBe(true);
    expect(/[.,;:!?]$/u.test(plain)).toBe(true);
  },
);
