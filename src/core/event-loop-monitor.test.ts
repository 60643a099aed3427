import { expect, test } from 'vitest';
import { sleep } from './deadline.ts';
import { monitorEventLoop } from './event-loop-monitor.ts';

test('sees a thread that works without a break, and forgets it on reset', async () => {
  const monitor = monitorEventLoop();
  await sleep(20);
  const untilMs = performance.now() + 60;
  while (performance.now() < untilMs);
  await sleep(20);

  expect(monitor.figures().longestDelayMs).toBeGreaterThan(40);
  expect(monitor.figures().longestBlockMs).toBeGreaterThan(10);

  monitor.reset();
  expect(monitor.figures()).toEqual({ longestBlockMs: 0, longestDelayMs: 0 });
});
