const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first, second, … failed attempt: the schedule of Standard Webhooks 1.0, some three days in all. */
const WAITS_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** Receivers that failed together are not asked together again. */
const JITTER = 0.1;
/** A receiver may ask for a longer wait, up to this. */
const MAX_ASKED_WAIT_MS = 24 * HOUR;

/**
 * How long to wait before the next attempt; undefined when it was the last.
 *
 * @param attempts - made so far, all failed.
 * @param askedMs - what the receiver's `Retry-After` asks for.
 * @param random - 0…1.
 */
export function retryWaitMs(
  attempts: number,
  askedMs = 0,
  random: number = Math.random(),
): number | undefined {
  const waitMs = WAITS_MS[attempts - 1];
  if (waitMs === undefined) return undefined;
  const jittered = waitMs * (1 - JITTER + 2 * JITTER * random);
  return Math.max(jittered, Math.min(askedMs, MAX_ASKED_WAIT_MS));
}

/** Reads a `Retry-After` header, in seconds or as a date. @returns ms from `nowMs`, 0 when it says nothing. */
export function readRetryAfter(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const seconds = /^\d+$/u.test(header.trim()) ? Number(header) : undefined;
  const waitMs = seconds === undefined ? Date.parse(header) - nowMs : seconds * SECOND;
  return Number.isFinite(waitMs) && waitMs > 0 ? waitMs : 0;
}
