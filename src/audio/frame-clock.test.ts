import type { Clock } from '#core';
import { describe, expect, it } from 'vitest';
import { createFrameClock } from './frame-clock.ts';

/** Virtual time whose timers fire `latenessMs` after they are due. */
function lateClock(latenessMs: () => number): Clock & { runUntil(untilMs: number): void } {
  let nowMs = 0;
  let timers: { readonly dueMs: number; readonly action: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs, action) {
      const timer = { dueMs: nowMs + delayMs + latenessMs(), action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    runUntil(untilMs) {
      for (;;) {
        const next = timers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined || next.dueMs > untilMs) break;
        timers = timers.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.action();
      }
      nowMs = untilMs;
    },
  };
}

describe('a frame clock', () => {
  it('does not drift although every timer is late', () => {
    const clock = lateClock(() => 3);
    const beats: number[] = [];
    const frames = createFrameClock({ clock, maxCatchUpFrames: 3, onFrame: (dueMs) => beats.push(dueMs) });
    frames.start();
    clock.runUntil(2003);
    expect(beats).toEqual(Array.from({ length: 101 }, (_, index) => index * 20));
  });

  it('makes up for a short stall and leaves the rest of a long one out', () => {
    let latenessMs = 0;
    const clock = lateClock(() => latenessMs);
    const beats: number[] = [];
    const frames = createFrameClock({ clock, maxCatchUpFrames: 3, onFrame: (dueMs) => beats.push(dueMs) });
    frames.start();
    clock.runUntil(19);
    latenessMs = 45;
    clock.runUntil(20 + 45);
    latenessMs = 505;
    clock.runUntil(100);
    latenessMs = 0;
    clock.runUntil(700);
    expect(beats.slice(0, 4)).toEqual([0, 20, 40, 60]);
    expect(beats.filter((dueMs) => dueMs > 60 && dueMs < 600).length).toBeLessThanOrEqual(4);
    expect(beats.slice(-3)).toEqual([660, 680, 700]);
  });

  it('stops when it is told, even by a frame, and starts again', () => {
    const clock = lateClock(() => 0);
    let beats = 0;
    const frames = createFrameClock({
      clock,
      maxCatchUpFrames: 3,
      onFrame() {
        beats += 1;
        if (beats === 5) frames.stop();
      },
    });
    frames.start();
    frames.start();
    clock.runUntil(1000);
    expect(beats).toBe(5);
    expect(frames.running).toBe(false);
    frames.start();
    clock.runUntil(1040);
    expect(beats).toBe(8);
  });
});
