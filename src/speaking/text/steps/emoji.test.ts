import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { dropEmoji, dropFaces } from './emoji.ts';

test.each([
  ['hi😀', 'hi '],
  ['1️⃣ and #️⃣', '1 and #'],
  ['a👩\u200d🚀b👍🏽c🇩🇪d', 'a b c d'],
  ['Brand™ ©2026', 'Brand 2026'],
])('emoji go: %j becomes %j', (written, expected) => {
  expect(applyStep(dropEmoji, written)).toBe(expected);
});

test.each([
  ['so :) or ;-) or :D', 'so  or  or '],
  ['I <3 it', 'I  it'],
  ['at 5:30 (yes:) no', 'at 5:30 (yes:) no'],
  ['nice :thumbs_up: one', 'nice  one'],
  ['at 12:30:45 or a:b:c', 'at 12:30:45 or a:b:c'],
  ['¯\\_(ツ)_/¯ ok ^_^ xD', ' ok  '],
  ['no (╯°□°)╯︵ ┻━┻', 'no   ┻━┻'],
  ['a (small) aside', 'a (small) aside'],
])('faces go: %j becomes %j', (written, expected) => {
  expect(applyStep(dropFaces, written)).toBe(expected);
});
