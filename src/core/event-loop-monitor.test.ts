import { expect, test } from 'vitest';
import { sleep } from './deadline.ts';
import { monitorEventLoop } from './event-loop-monitor.ts';

test('sees a thread that works without a break, and forgets it on reset', async () => {
  const monitor = monitorEventLoop();
  await sleep(20);
  workFor(60);
  await sleep(20);

  expect(monitor.figures().longestDelayMs).toBeGreaterThan(40);
  expect(monitor.figures().longestBlockMs).toBeGreaterThan(10);

  monitor.reset();
  expect(monitor.figures()).toEqual({
    longestBlockMs: 0,
    longestBlockDuringInferenceMs: 0,
    longestDelayMs: 0,
  });
});

test('tells the work that goes on beside a model from the rest', async () => {
  let isInferring = false;
  const monitor = monitorEventLoop(() => isInferring);
  await sleep(20);
  workFor(60);
  await sleep(20);
  expect(monitor.figures().longestBlockDuringInferenceMs).toBe(0);

  isInferring = true;
  await sleep(20);
  workFor(60);
  await sleep(20);
  expect(monitor.figures().longestBlockDuringInferenceMs).toBeGreaterThan(10);
});

function workFor(durationMs: number): void {
  const untilMs = performance.now() + durationMs;
  while (performance.now() < untilMs);
}
