import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { plainEllipses } from './ellipses.ts';

test.each([
  ['yes…no', 'yes, no'],
  ['wait... what', 'wait,  what'],
  ['well… Then', 'well.  Then'],
  ['the end...', 'the end. '],
  ['really...?', 'really?'],
  ['3.5 stays', '3.5 stays'],
])('ellipses become marks that do not glue words: %j becomes %j', (written, expected) => {
  expect(applyStep(plainEllipses, written)).toBe(expected);
});
