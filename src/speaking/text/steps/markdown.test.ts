import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { dropMarkdown, readHtml } from './markdown.ts';

test.each([
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
  ['2 * 3 in snake_case', '2 * 3 in snake case'],
])('Markdown leaves its words: %j becomes %j', (written, expected) => {
  expect(applyStep(dropMarkdown, written)).toBe(expected);
});

test.each([
  ['1. Mai bis 3. Mai', '1. Mai bis 3. Mai'],
  ['3. Platz für Anna\n1. Weltkrieg\n2) Platz machen', '3. Platz für Anna\n1. Weltkrieg\n2, Platz machen'],
  ['1. Milch\n2. Eier', '1, Milch\n2, Eier'],
])('in German a day at the begin of a line is no number of a list: %j becomes %j', (written, expected) => {
  expect(applyStep(dropMarkdown, written, 'de')).toBe(expected);
});

test.each([
  ['<b>bold</b> &amp; 3 &lt; 5', 'bold & 3 < 5'],
  ['one<br>two</p>three', 'one\ntwo\nthree'],
  ['&hellip;&#39;&#x2019;&unknown;&#0;&#xd800;', "…'’&unknown;"],
  ['a < b > c', 'a < b > c'],
])('HTML leaves its words: %j becomes %j', (written, expected) => {
  expect(applyStep(readHtml, written)).toBe(expected);
});
