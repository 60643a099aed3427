import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readDigits } from './digits.ts';

test.each([
  ['+1 (555) 123-4567', 'plus 1, 5 5 5, 1 2 3, 4 5 6 7'],
  ['555-123-4567 or 1-800-555-1234', '5 5 5, 1 2 3, 4 5 6 7 or 1, 8 0 0, 5 5 5, 1 2 3 4'],
  ['555-1234 but 100-1500', '5 5 5, 1 2 3 4 but 100-1500'],
  ['06 12 34 56 78', '0 6, 1 2, 3 4, 5 6, 7 8'],
  ['123456789012345678', '1 2 3, 4 5 6, 7 8 9, 0 1 2, 3 4 5, 6 7 8'],
  ['0042 and 1234567890', '0 0 4, 2 and 1234567890'],
  ['1,234,567 and 1,234', '1234567 and 1,234'],
  ['1.234.567', '1234567'],
  ["1'234'567", '1234567'],
])('telephone numbers and ids are read by digits: %j becomes %j', (written, expected) => {
  expect(applyStep(readDigits, written, 'en')).toBe(expected);
});

test.each([
  ['1 000 000 et 5 000', '1000000 et 5000'],
  ['1 500 000 en 12 345', '1500000 en 12345'],
  ['06 12 34', '06 12 34'],
])('a space divides thousands where the language has it: %j becomes %j', (written, expected) => {
  expect(applyStep(readDigits, written, 'fr')).toBe(expected);
});
