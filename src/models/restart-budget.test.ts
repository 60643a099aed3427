import { expect, it } from 'vitest';
import { createRestartBudget } from './restart-budget.ts';

it('allows so many starts within any stretch of time, and again when that has passed', () => {
  let now = 0;
  const mayStart = createRestartBudget(2, 100, () => now);
  expect([mayStart(), mayStart(), mayStart()]).toEqual([true, true, false]);
  now = 99;
  expect(mayStart()).toBe(false);
  now = 100;
  expect([mayStart(), mayStart(), mayStart()]).toEqual([true, true, false]);
});
