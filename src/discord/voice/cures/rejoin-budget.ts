/** Says whether and when a connection may be made anew. */
export interface RejoinBudget {
  /** Takes one attempt. @returns ms to wait before it, or `undefined` when no more are allowed. */
  take(nowMs: number): number | undefined;
  /** Says that a connection stands, which ends a row of attempts. */
  succeeded(): void;
}

const WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 1000;

/**
 * Fault: the library never waits and never gives up, and Discord blocks a bot that sends more than 120
 * gateway messages a minute.
 *
 * Cure: at most `maxAttempts` in a row and in any one minute, each after twice the pause of the one before.
 */
export function createRejoinBudget(maxAttempts = 5): RejoinBudget {
  let takenAtMs: number[] = [];
  let inARow = 0;
  return {
    take(nowMs) {
      takenAtMs = takenAtMs.filter((atMs) => nowMs - atMs < WINDOW_MS);
      if (takenAtMs.length >= maxAttempts || inARow >= maxAttempts) return undefined;
      const delayMs = FIRST_DELAY_MS * 2 ** takenAtMs.length;
      takenAtMs.push(nowMs);
      inARow += 1;
      return delayMs;
    },
    succeeded() {
      inARow = 0;
    },
  };
}
