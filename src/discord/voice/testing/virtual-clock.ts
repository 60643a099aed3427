import type { Clock } from '#core';

/** Time that passes only when it is told to. */
export interface VirtualClock extends Clock {
  /** Lets so much time pass; timers fire in order, at their moments. */
  pass(durationMs: number): void;
}

/** Makes a {@link VirtualClock} at 0. */
export function createVirtualClock(): VirtualClock {
  let nowMs = 0;
  let timers: { readonly dueMs: number; readonly action: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs, action) {
      const timer = { dueMs: nowMs + delayMs, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass(durationMs) {
      const untilMs = nowMs + durationMs;
      for (;;) {
        const [next] = timers.toSorted((left, right) => left.dueMs - right.dueMs);
        if (next === undefined || next.dueMs > untilMs) break;
        timers = timers.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.action();
      }
      nowMs = untilMs;
    },
  };
}
