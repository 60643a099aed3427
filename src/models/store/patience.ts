import { sleep, toAppError, type AppError } from '#core';

/** How long a source is waited for, and how often it is asked again. */
export interface Patience {
  /** Failures in a row without {@link PROGRESS_BYTES} of new data, after which it is given up. */
  readonly attempts: number;
  /** Wait after the first failure; it doubles with each further one. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** A source that asks for a longer pause (`Retry-After`) is given up at once. */
  readonly maxRetryAfterMs: number;
  /** From the request to the headers of the answer. */
  readonly responseTimeoutMs: number;
  /** Between two pieces of the answer. */
  readonly stallTimeoutMs: number;
}

export const DEFAULT_PATIENCE: Patience = {
  attempts: 5,
  firstDelayMs: 1000,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 300_000,
  responseTimeoutMs: 30_000,
  stallTimeoutMs: 30_000,
};

/** New bytes that make a failure count as the first again. */
export const PROGRESS_BYTES = 1 << 20;

/** What {@link withRetries} is given besides the work. */
export interface RetryOptions {
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** How far the work has ever come, in bytes. */
  readonly furthestBytes?: () => number;
  readonly onRetry?: (error: AppError, delayMs: number) => void;
}

/**
 * Runs `attempt` until it works, fails for good, or has failed too often in a row.
 *
 * @throws AppError the last failure; the abort reason of `signal`.
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  { patience, signal, furthestBytes = () => 0, onRetry }: RetryOptions,
): Promise<Result> {
  let failures = 0;
  for (;;) {
    const startBytes = furthestBytes();
    try {
      return await attempt();
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toAppError(thrown);
      failures = furthestBytes() - startBytes >= PROGRESS_BYTES ? 1 : failures + 1;
      const delayMs = delayAfter(error, failures, patience);
      if (!error.retryable || failures >= patience.attempts || delayMs === undefined) throw error;
      onRetry?.(error, delayMs);
      await sleep(delayMs, signal);
    }
  }
}

/** Undefined when the source asks for more patience than there is. */
function delayAfter(error: AppError, failures: number, patience: Patience): number | undefined {
  const asked = error.context['retryAfterMs'];
  if (typeof asked === 'number') return asked <= patience.maxRetryAfterMs ? asked : undefined;
  const delayMs = Math.min(patience.maxDelayMs, patience.firstDelayMs * 2 ** (failures - 1));
  // Many bots that were cut off at the same time do not come back at the same time.
  return delayMs * (0.75 + Math.random() / 2);
}

/**
 * The pause that a server asks for.
 *
 * @param header - `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3).
 */
export function retryAfterMs(header: string | null, nowMs: number = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/u.test(header.trim())) return Number(header) * 1000;
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
