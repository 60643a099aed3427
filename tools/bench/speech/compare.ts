import { setTimeout as sleep } from 'node:timers/promises';

/** Threads that wait for more work by spinning get this long to fall asleep before the other one's turn. */
const REST_MS = 60;

/** Something that is timed: the milliseconds until its first result and until its last. */
export interface Timing {
  readonly firstMs: number;
  readonly lastMs: number;
}

export type Contestant = () => Promise<Timing>;

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined)
    throw new RangeError('There is nothing to take a median of.');
  return (upper + lower) / 2;
}

/** Times something that gives one result. */
export async function timed(work: () => Promise<unknown>): Promise<Timing> {
  const start = performance.now();
  await work();
  const lastMs = performance.now() - start;
  return { firstMs: lastMs, lastMs };
}

/**
 * Lets contestants run in turns, after one run each that does not count.
 *
 * @returns medians, in the order of the contestants.
 */
export async function compare(contestants: readonly Contestant[], runs: number): Promise<readonly Timing[]> {
  const timings = contestants.map((): Timing[] => []);
  for (let run = 0; run <= runs; run += 1) {
    for (const [at, contestant] of contestants.entries()) {
      await sleep(REST_MS);
      const timing = await contestant();
      if (run > 0) timings[at]?.push(timing);
    }
  }
  return timings.map((list) => ({
    firstMs: median(list.map(({ firstMs }) => firstMs)),
    lastMs: median(list.map(({ lastMs }) => lastMs)),
  }));
}
