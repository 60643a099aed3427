const SAMPLE_INTERVAL_MS = 5;

/** How responsive this thread has been since the last reset. */
export interface EventLoopFigures {
  /**
   * Longest stretch in which the thread worked without coming back to its event loop, in ms of its own
   * processor time: a machine that gives the thread no processor does not count.
   */
  readonly longestBlockMs: number;
  /** The same, of the stretches during which a model was at work for this thread. */
  readonly longestBlockDuringInferenceMs: number;
  /** Longest time between two turns of the loop beyond what was asked for, in ms of the wall clock. */
  readonly longestDelayMs: number;
}

/** Watches this thread's event loop from now on. */
export interface EventLoopMonitor {
  figures(): EventLoopFigures;
  reset(): void;
}

/**
 * Samples every 5 ms; the timer keeps no process alive.
 *
 * @param isInferring - says whether a model is at work, on whatever thread.
 */
export function monitorEventLoop(isInferring: () => boolean = () => false): EventLoopMonitor {
  let longestBlockMs = 0;
  let longestBlockDuringInferenceMs = 0;
  let wasInferring = false;
  let longestDelayMs = 0;
  let lastWallMs = performance.now();
  let lastBusyMs = busyMs();
  const sample = (): void => {
    const wallMs = performance.now();
    const nowBusyMs = busyMs();
    longestBlockMs = Math.max(longestBlockMs, nowBusyMs - lastBusyMs);
    if (wasInferring) {
      longestBlockDuringInferenceMs = Math.max(longestBlockDuringInferenceMs, nowBusyMs - lastBusyMs);
    }
    wasInferring = isInferring();
    longestDelayMs = Math.max(longestDelayMs, wallMs - lastWallMs - SAMPLE_INTERVAL_MS);
    lastWallMs = wallMs;
    lastBusyMs = nowBusyMs;
  };
  setInterval(sample, SAMPLE_INTERVAL_MS).unref();
  return {
    figures: () => ({ longestBlockMs, longestBlockDuringInferenceMs, longestDelayMs }),
    reset() {
      longestBlockMs = 0;
      longestBlockDuringInferenceMs = 0;
      longestDelayMs = 0;
    },
  };
}

function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
