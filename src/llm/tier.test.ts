import { expect, test } from 'vitest';

import { costUsd, tierOf } from './tier.ts';

test.each([
  [0, 0, 'FREE'],
  [0, 0.01, 'CHEAP'],
  [0.15, 0.6, 'CHEAP'],
  [0.59, 0.79, 'BUDGET'],
  [2, 2, 'BUDGET'],
  [2.01, 0, 'EXPENSIVE'],
  [3, 15, 'EXPENSIVE'],
])('%d in and %d out per million is %s', (inputUsdPerMillion, outputUsdPerMillion, tier) => {
  expect(tierOf({ inputUsdPerMillion, outputUsdPerMillion })).toBe(tier);
});

test('prompt and reply are charged at their own price', () => {
  expect(costUsd({ inputUsdPerMillion: 0.02, outputUsdPerMillion: 0.04 }, 1500, 80)).toBeCloseTo(
    0.0000332,
    9,
  );
});
