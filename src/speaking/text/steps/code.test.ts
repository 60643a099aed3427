import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { dropCode } from './code.ts';

test.each([
  ['See ```js\nfoo();\n``` there', 'See   there'],
  ['```never closed\nfoo', ' '],
  ['run `npm ci` now', 'run npm ci now'],
  ['a ```b``` c ```d``` e', 'a   c   e'],
])('blocks of code go, code in a line stays: %j becomes %j', (written, expected) => {
  expect(applyStep(dropCode, written)).toBe(expected);
});
