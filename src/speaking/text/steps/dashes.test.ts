import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { plainDashes } from './dashes.ts';

test.each([
  ['word—word', 'word, word'],
  ['word — word', 'word, word'],
  ['a - b – c -- d', 'a, b, c, d'],
  ['3–5 well-known −4', '3-5 well-known -4'],
])('dashes between words become commas: %j becomes %j', (written, expected) => {
  expect(applyStep(plainDashes, written)).toBe(expected);
});
