import { AppError, systemClock } from '#core';

/** How long one reply may take to come. */
export interface PatienceLimits {
  /** Until the first piece that can be spoken, retries included. */
  readonly firstTokenMs: number;
  /** Until the end. Only time spent waiting for the model counts, not what the listener takes. */
  readonly totalMs: number;
}

/** Watches over the waiting for one reply. */
export interface Patience {
  /** Aborts with the caller's reason, or with `LLM_TIMED_OUT`. */
  readonly signal: AbortSignal;
  /** Time since the start, in ms. */
  elapsedMs(): number;
  /** Waits for `work`. @throws the signal's reason as soon as it aborts. */
  wait<Result>(work: Promise<Result>): Promise<Result>;
  /** From now on the deadline is the total one. */
  firstPieceCame(): void;
  /** Lets go of the caller's signal. */
  end(): void;
}

/** Starts the clock for one reply. */
export function startPatience(limits: PatienceLimits, caller: AbortSignal, who: string): Patience {
  const controller = new AbortController();
  const { signal } = controller;
  const startedAtMs = systemClock.nowMs();
  let waitedMs = 0;
  let begun = false;
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Nobody may be waiting when it aborts; the next wait throws the reason.
  aborted.catch(() => undefined);
  const onAbort = (): void => controller.abort(caller.reason);
  if (caller.aborted) onAbort();
  else caller.addEventListener('abort', onAbort, { once: true });

  return {
    signal,
    elapsedMs: () => systemClock.nowMs() - startedAtMs,
    async wait(work) {
      const limitMs = begun ? limits.totalMs : limits.firstTokenMs;
      const waitsSinceMs = systemClock.nowMs();
      const cancel = systemClock.after(Math.max(0, limitMs - waitedMs), () => {
        const what = begun ? 'did not come to an end' : 'gave no first word';
        controller.abort(
          new AppError('LLM_TIMED_OUT', {
            message: `${who} ${what} within ${limitMs} ms.`,
            context: { limitMs },
          }),
        );
      });
      try {
        return await Promise.race([aborted, work]);
      } finally {
        cancel();
        waitedMs += systemClock.nowMs() - waitsSinceMs;
      }
    },
    firstPieceCame: () => {
      begun = true;
    },
    end: () => caller.removeEventListener('abort', onAbort),
  };
}
