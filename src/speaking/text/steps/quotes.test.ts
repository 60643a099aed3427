import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { dropQuotes } from './quotes.ts';

test.each([
  ['“Yes,” she said', 'Yes, she said'],
  ['it’s ‘fine’', "it's fine"],
  ['6\'2" tall', '6 foot 2 tall'],
  ["the dogs' 'n' 'tis", 'the dogs n tis'],
  ['«oui» „ja“ 「はい」', 'oui ja はい'],
])('quotes go, apostrophes stay: %j becomes %j', (written, expected) => {
  expect(applyStep(dropQuotes, written)).toBe(expected);
});
