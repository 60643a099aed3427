import type { Clock } from '#core';

/** A clock that a test moves. Timers fire in the order of their times; promises settle between them. */
export interface VirtualClock extends Clock {
  /** Moves time on to `untilMs`, firing what falls due on the way. */
  advanceTo(untilMs: number): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly action: () => void;
}

export function createVirtualClock(): VirtualClock {
  let nowMs = 0;
  const timers = new Set<Timer>();
  const due = (untilMs: number): Timer | undefined => {
    let first: Timer | undefined;
    // Of two that fall due at once the one that was set first goes first.
    for (const timer of timers) if (timer.atMs < (first?.atMs ?? Infinity)) first = timer;
    return first && first.atMs <= untilMs ? first : undefined;
  };
  return {
    nowMs: () => nowMs,
    after(delayMs, action) {
      const timer = { atMs: nowMs + delayMs, action };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advanceTo(untilMs) {
      await settle();
      for (let timer = due(untilMs); timer; timer = due(untilMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.action();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}

/** Lets every promise that can settle do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
