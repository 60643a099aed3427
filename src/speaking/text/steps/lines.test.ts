import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { joinLines, tidyMarks } from './lines.ts';

test.each([
  ['one\ntwo!\n\n \nthree,', 'one. two! three,'],
  ['only', 'only.'],
  ['a\n???\nb', 'a. b.'],
])('lines become sentences: %j becomes %j', (written, expected) => {
  expect(applyStep(joinLines, written)).toBe(expected);
});

test.each([
  ['What?! No!! So,, well , ok .', 'What? No! So, well, ok.'],
  [', really, yes.', 'really, yes.'],
  ['a  b', 'a b'],
  ['.5 and 3.5', '.5 and 3.5'],
])('marks are tidy: %j becomes %j', (written, expected) => {
  expect(applyStep(tidyMarks, written)).toBe(expected);
});
