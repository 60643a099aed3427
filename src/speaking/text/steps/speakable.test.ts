import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { keepSpeakable } from './speakable.ts';

test.each([
  ['a ^ b ┻━┻ c', 'a   b   c'],
  ['well-known -5 - x', 'well-known -5   x'],
  ['50 € 5%', '50   5 '],
])('signs that no step knows go: %j becomes %j', (written, expected) => {
  expect(applyStep(keepSpeakable, written)).toBe(expected);
});

test.each([['50 € 5% #1', '50 € 5%  1']])(
  'signs that espeak knows stay where no table is: %j becomes %j',
  (written, expected) => {
    expect(applyStep(keepSpeakable, written, 'sv')).toBe(expected);
  },
);
