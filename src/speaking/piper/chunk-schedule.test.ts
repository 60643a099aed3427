import { expect, test } from 'vitest';

import { createChunkSchedule, nextChunkFrames } from './chunk-schedule.ts';

/** Medium quality: 256 samples at 22,050 Hz. */
const FRAME_MS = 256 / 22.05;

/** Runs a whole reply; gives the chunks and the longest time without sound. */
function simulate(totalFrames: number, costMs: number): { chunks: number[]; gapMs: number } {
  let now = 0;
  const schedule = createChunkSchedule({ costMs });
  const chunks: number[] = [];
  let soundUntil = 0;
  let gapMs = 0;
  for (let at = 0; at < totalFrames;) {
    const frames = Math.min(schedule.next(FRAME_MS), totalFrames - at);
    const runFrames = frames + (at === 0 ? 16 : 32);
    now += runFrames * costMs;
    schedule.made({ frames, runFrames, frameMs: FRAME_MS, tookMs: runFrames * costMs });
    if (at > 0) gapMs = Math.max(gapMs, now - soundUntil);
    soundUntil = Math.max(now, soundUntil) + frames * FRAME_MS;
    chunks.push(frames);
    at += frames;
  }
  return { chunks, gapMs };
}

test('a fast voice doubles its chunks up to 192 frames', () => {
  expect(simulate(1000, 0.6).chunks).toEqual([24, 48, 96, 192, 192, 192, 192, 64]);
});

test('the first chunk of a voice nobody has timed has 24 frames, the second 48', () => {
  const situation = { aheadMs: 0, frameMs: FRAME_MS, costMs: 0 };
  expect(nextChunkFrames({ ...situation, previousFrames: 0 })).toBe(24);
  expect(nextChunkFrames({ ...situation, previousFrames: 24 })).toBe(48);
});

test.each([0.5, 1, 2, 3, 4, 5, 6])('sound never runs out at %d ms a frame', (costMs) => {
  const { chunks, gapMs } = simulate(3000, costMs);
  expect(gapMs).toBeLessThanOrEqual(0);
  expect(chunks[0]).toBeLessThan(70);
});

test('a voice slower than its own sound still grows: short chunks would make it slower', () => {
  expect(simulate(1000, 2 * FRAME_MS).chunks.slice(0, 3)).toEqual([96, 192, 192]);
});

test('a steady schedule depends on no clock, and still tells the pace', () => {
  const pace = { costMs: 50 };
  const schedule = createChunkSchedule(pace, true);
  const lengths: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const frames = schedule.next(FRAME_MS);
    lengths.push(frames);
    schedule.made({ frames, runFrames: frames, frameMs: FRAME_MS, tookMs: 100 * frames });
  }
  expect(lengths).toEqual([24, 48, 96, 192, 192]);
  expect(pace.costMs).toBeGreaterThan(80);
});

test('work beside the chunks makes the next one shorter', () => {
  const schedule = createChunkSchedule({ costMs: 3 });
  schedule.made({ frames: 96, runFrames: 112, frameMs: FRAME_MS, tookMs: 336 });
  expect(schedule.next(FRAME_MS)).toBe(192);
  schedule.worked(600);
  expect(schedule.next(FRAME_MS)).toBeLessThan(130);
});

test('the pace follows what runs take', () => {
  const pace = { costMs: 0 };
  const schedule = createChunkSchedule(pace);
  schedule.made({ frames: 24, runFrames: 40, frameMs: FRAME_MS, tookMs: 80 });
  expect(pace.costMs).toBe(2);
  schedule.made({ frames: 48, runFrames: 80, frameMs: FRAME_MS, tookMs: 240 });
  expect(pace.costMs).toBeCloseTo(2.3);
});
