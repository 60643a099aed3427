import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { plainBrackets } from './brackets.ts';

test.each([
  ['I (really) mean it', 'I, really, mean it'],
  ['[[ x ]]', ', x '],
  ['[[ x ]] y', ', x , y'],
  ['the dog(s)', 'the dogs'],
  ['half (open', 'half, open'],
])('brackets become pauses: %j becomes %j', (written, expected) => {
  expect(applyStep(plainBrackets, written)).toBe(expected);
});
