import { expect, test } from 'vitest';
import { AppError } from '#core';
import { DEFAULT_PATIENCE, retryAfterMs, withRetries } from './patience.ts';

const { signal } = new AbortController();

test('Retry-After is seconds or a date; a date that has passed means now', () => {
  const nowMs = Date.parse('2026-11-22T12:00:00Z');
  expect(retryAfterMs('120')).toBe(120_000);
  expect(retryAfterMs('Sun, 22 Nov 2026 12:00:30 GMT', nowMs)).toBe(30_000);
  expect(retryAfterMs('Sun, 22 Nov 2026 11:00:00 GMT', nowMs)).toBe(0);
  expect(retryAfterMs('soon')).toBeUndefined();
  expect(retryAfterMs(null)).toBeUndefined();
});

test('the waits grow and stay below their bound', async () => {
  const delays: number[] = [];
  const failing = withRetries(
    () => Promise.reject(new AppError('MODEL_DOWNLOAD_FAILED', { message: 'no' })),
    {
      patience: { ...DEFAULT_PATIENCE, attempts: 6, firstDelayMs: 2, maxDelayMs: 10 },
      signal,
      onRetry: (_error, delayMs) => delays.push(delayMs),
    },
  );
  await expect(failing).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED' });
  const bounds = [2, 4, 8, 10, 10];
  expect(delays).toHaveLength(bounds.length);
  for (const [index, bound] of bounds.entries()) {
    expect(delays[index]).toBeGreaterThanOrEqual(bound * 0.75);
    expect(delays[index]).toBeLessThanOrEqual(bound * 1.25);
  }
});

test('a fault of our own is not tried again', async () => {
  let attempts = 0;
  const failing = withRetries(
    () => {
      attempts += 1;
      return Promise.reject(new TypeError('x is undefined'));
    },
    { patience: DEFAULT_PATIENCE, signal },
  );
  await expect(failing).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(attempts).toBe(1);
});

test('a wait ends when nobody needs the work any more', async () => {
  const stopping = new AbortController();
  const reason = new Error('stop');
  const waiting = withRetries(
    () => Promise.reject(new AppError('MODEL_DOWNLOAD_FAILED', { message: 'no' })),
    {
      patience: { ...DEFAULT_PATIENCE, firstDelayMs: 1_000_000, maxDelayMs: 1_000_000 },
      signal: stopping.signal,
      onRetry: () => stopping.abort(reason),
    },
  );
  await expect(waiting).rejects.toBe(reason);
});
