import { AppError, sleep, type ErrorCode } from '#core';

/** How long {@link waitUntil} looks, and for what. */
export interface WaitUntilOptions {
  readonly timeoutMs: number;
  /** What is waited for, as the end of "… did not happen within N ms"; read when the time is up. */
  readonly what: string | (() => string);
  readonly signal?: AbortSignal;
  readonly intervalMs?: number;
  readonly timeoutCode?: ErrorCode;
}

/**
 * Looks again and again until `look` finds something.
 *
 * @throws AppError `timeoutCode` (default `TIMED_OUT`), or the abort reason of `signal`.
 */
export async function waitUntil<Found>(
  look: () => Found | undefined,
  options: WaitUntilOptions,
): Promise<Found> {
  const { timeoutMs, what, signal, intervalMs = 10, timeoutCode = 'TIMED_OUT' } = options;
  const endAtMs = performance.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() >= endAtMs) {
      const missing = typeof what === 'string' ? what : what();
      throw new AppError(timeoutCode, { message: `${missing} did not happen within ${timeoutMs} ms.` });
    }
    await sleep(intervalMs, signal);
  }
}
