import { AppError } from '#core';

const WAIT_MS = 250;

/**
 * The retry policy of this room: a failure that may pass is tried once more, after the provider's Retry-After
 * or a quarter of a second, if the second request can still be made within the budget.
 *
 * @returns how long to wait before the second request, in ms; undefined when there must be none.
 */
export function retryWaitMs(error: unknown, elapsedMs: number, retryBudgetMs: number): number | undefined {
  if (!(error instanceof AppError) || !error.retryable) return undefined;
  const { retryAfterMs } = error.context;
  const waitMs = typeof retryAfterMs === 'number' ? retryAfterMs : WAIT_MS;
  return elapsedMs + waitMs <= retryBudgetMs ? waitMs : undefined;
}
