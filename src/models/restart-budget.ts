/** Says whether one more start is allowed: at most `maxRestarts` within any `windowMs`. */
export function createRestartBudget(
  maxRestarts: number,
  windowMs: number,
  nowMs: () => number = () => performance.now(),
): () => boolean {
  let startsAtMs: readonly number[] = [];
  return () => {
    const now = nowMs();
    startsAtMs = startsAtMs.filter((startMs) => now - startMs < windowMs);
    if (startsAtMs.length >= maxRestarts) return false;
    startsAtMs = [...startsAtMs, now];
    return true;
  };
}
