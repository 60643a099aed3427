import type { Clock } from '#core';
import { FRAME_MS } from './frames.ts';

/** What a {@link FrameClock} calls. */
export interface FrameClockOptions {
  readonly clock: Clock;
  /** Called once per frame, at its time; `dueMs` is the moment at which it was due. */
  readonly onFrame: (dueMs: number) => void;
  /** After a stall at most so many frames are made up for; the rest is left out. */
  readonly maxCatchUpFrames: number;
  readonly periodMs?: number;
}

/** A beat of 20 ms that does not drift: each is counted from the first, not from the one before. */
export interface FrameClock {
  /** Begins to beat, the first time at once. Does nothing while it beats. */
  start(): void;
  stop(): void;
  readonly running: boolean;
}

/** Makes a {@link FrameClock}, standing still. */
export function createFrameClock(options: FrameClockOptions): FrameClock {
  const { clock, onFrame, maxCatchUpFrames, periodMs = FRAME_MS } = options;
  let cancel: (() => void) | undefined;
  let dueMs = 0;

  const beat = (): void => {
    const mine = cancel;
    for (let frames = 0; frames < maxCatchUpFrames && dueMs <= clock.nowMs(); frames += 1) {
      const frameDueMs = dueMs;
      dueMs += periodMs;
      onFrame(frameDueMs);
      // The frame may have stopped the clock, or stopped and started it.
      if (cancel !== mine || cancel === undefined) return;
    }
    const behindMs = clock.nowMs() - dueMs;
    if (behindMs >= 0) dueMs += (Math.floor(behindMs / periodMs) + 1) * periodMs;
    cancel = clock.after(Math.max(0, dueMs - clock.nowMs()), beat);
  };

  return {
    start() {
      if (cancel !== undefined) return;
      dueMs = clock.nowMs();
      cancel = clock.after(0, beat);
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
    get running() {
      return cancel !== undefined;
    },
  };
}
