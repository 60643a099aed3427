import { AppError } from './app-error.ts';
import { systemClock, type Clock } from './clock.ts';
import type { ErrorCode } from './error-codes.ts';

/** Says why a wait ended: the caller's abort reason, or `timeoutCode` when the deadline passed first. */
export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** What was waited for, as the end of "… took longer than N ms". */
  readonly what: string;
  readonly timeoutCode?: ErrorCode;
}

/**
 * Waits for `work` no longer than `timeoutMs` and no longer than `signal` allows.
 *
 * `work` is given a signal that aborts in both cases, so that it can stop what it does.
 *
 * @throws AppError `timeoutCode` (default `TIMED_OUT`), or the abort reason of `signal`.
 */
export async function withDeadline<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  options: DeadlineOptions,
): Promise<Result> {
  const { timeoutMs, signal, what, timeoutCode = 'TIMED_OUT' } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const stop = (reason: unknown): void => controller.abort(reason);
  const onAbort = (): void => stop(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () => stop(new AppError(timeoutCode, { message: `${what} took longer than ${timeoutMs} ms.` })),
    timeoutMs,
  );
  const aborted = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error), {
      once: true,
    });
  });
  try {
    // `race` also listens to the loser, so that its late rejection is nobody's surprise.
    return await Promise.race([work(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Resolves after `delayMs` on `clock`; rejects with the abort reason when `signal` aborts first. */
export function sleep(delayMs: number, signal?: AbortSignal, clock: Clock = systemClock): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
