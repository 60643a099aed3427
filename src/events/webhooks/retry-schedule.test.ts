import { expect, test } from 'vitest';
import { readRetryAfter, retryWaitMs } from './retry-schedule.ts';

const HOUR_MS = 3_600_000;

test('ten attempts are made within three to four days, further apart each time', () => {
  const waits = Array.from({ length: 12 }, (_unused, n) => retryWaitMs(n + 1, 0, 0.5)).filter(
    (wait) => wait !== undefined,
  );
  const totalMs = waits.reduce((sum, wait) => sum + wait, 0);

  expect(waits).toHaveLength(9);
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect(totalMs).toBeGreaterThan(72 * HOUR_MS);
  expect(totalMs).toBeLessThan(96 * HOUR_MS);
});

test('receivers that failed together are not asked together again', () => {
  expect(retryWaitMs(2, 0, 0)).toBeLessThan(retryWaitMs(2, 0, 1) ?? 0);
});

test('a receiver may ask for a longer wait, within a day, and not for a shorter one', () => {
  expect(retryWaitMs(1, 60_000, 0.5)).toBe(60_000);
  expect(retryWaitMs(1, 1000 * HOUR_MS, 0.5)).toBe(24 * HOUR_MS);
  expect(retryWaitMs(9, 1, 0.5)).toBe(24 * HOUR_MS);
});

test('Retry-After is read in seconds and as a date', () => {
  const nowMs = Date.parse('2026-01-01T00:00:00Z');
  expect(readRetryAfter('120', nowMs)).toBe(120_000);
  expect(readRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', nowMs)).toBe(60_000);
  expect(readRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', nowMs)).toBe(0);
  expect(readRetryAfter('soon', nowMs)).toBe(0);
  expect(readRetryAfter(null, nowMs)).toBe(0);
});
