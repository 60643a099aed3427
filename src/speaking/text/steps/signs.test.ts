import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readSigns } from './signs.ts';

test.each([
  ['a -> b => c → d', 'a, b, c, d'],
  ['R&D, C++', 'R and D, C plus  plus '],
  ['x >= 5 or a < b', 'x  at least  5 or a  less than  b'],
  ['~5 ~ok', ' about 5 ~ok'],
  ['me@example.com', 'me at example dot com'],
  ['Node.js, end.So, e.g. 3.5', 'Node dot js, end. So, e.g. 3.5'],
  ['a && b, 10%ig', 'a  and  b, 10 percentig'],
  ['he/she and #gaming', 'he she and gaming'],
  ['a • b', 'a, b'],
])('signs become words, arrows pauses: %j becomes %j', (written, expected) => {
  expect(applyStep(readSigns, written, 'en')).toBe(expected);
});
