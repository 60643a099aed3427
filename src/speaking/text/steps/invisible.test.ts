import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { dropInvisible } from './invisible.ts';

test.each([
  ['a\ud83db', 'ab'],
  ['\udc00', ''],
  ['soft\u00adhyphen zero\u200bwidth', 'softhyphen zerowidth'],
  ['bell\u0007\ttab\u00a0blank', 'bell tab blank'],
  ['line\nline', 'line\nline'],
  ['line\r\nline\u2028line', 'line\nline\nline'],
  ['1\u202f234\u00a0567 and 1\u00a02', '1234567 and 1 2'],
  ['\u202eright\u202c', 'right'],
  ['\ue000private', 'private'],
])('what cannot be seen goes: %j becomes %j', (written, expected) => {
  expect(applyStep(dropInvisible, written)).toBe(expected);
});
