/** Where time comes from. One clock per process; tests drive their own. */
export interface Clock {
  /** Milliseconds on a monotonic clock; only differences mean something. */
  nowMs(): number;
  /** Calls `action` once after `delayMs`, unless the returned function is called first. */
  after(delayMs: number, action: () => void): () => void;
}

/** The machine's own monotonic clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
