import { waitUntil } from '#loopback';

/**
 * Waits for something to become true. Unlike `expect.poll` it may be used by tests that run beside each other.
 *
 * @throws AppError `TIMED_OUT`.
 */
export async function until(
  what: string,
  isSo: () => boolean,
  { timeoutMs = 10_000, intervalMs = 20 } = {},
): Promise<void> {
  await waitUntil(() => (isSo() ? true : undefined), { what, timeoutMs, intervalMs });
}
