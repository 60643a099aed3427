/** Frames of one person by how their decryption went, counted from the start of the session. */
export interface DecryptCounts {
  readonly successes: number;
  readonly failures: number;
}

/** What to do about people who cannot be decrypted. */
export type DecryptRemedy =
  | { readonly kind: 'none' }
  /** Ask to be added to the group anew (opcode 31). */
  | { readonly kind: 'recover'; readonly userId: string }
  /** That did not help: leave and join. */
  | { readonly kind: 'rejoin'; readonly userId: string };

/** Watches decryption person by person. */
export interface DecryptHealth {
  /** Call about twice a second with the counts of everybody. */
  sample(nowMs: number, people: ReadonlyMap<string, DecryptCounts>): DecryptRemedy;
}

interface Patient {
  counts: DecryptCounts;
  failingSinceMs: number | undefined;
}

const FAILING_MS = 2000;
const RECOVER_EVERY_MS = 30_000;
const RECOVERIES = 3;

/**
 * Fault: the library counts failures per call, so that one healthy person hides that another cannot be
 * heard; and with transition id 0 it never recovers by itself.
 *
 * Cure: somebody with failures only for 2 s makes the session recover, at most every 30 s; when three times
 * did not help, the link joins anew.
 */
export function createDecryptHealth(): DecryptHealth {
  const patients = new Map<string, Patient>();
  let recoveredAtMs = -Infinity;
  let recoveries = 0;

  const examine = (userId: string, counts: DecryptCounts, nowMs: number): boolean => {
    const patient = patients.get(userId);
    if (patient === undefined || counts.failures < patient.counts.failures) {
      patients.set(userId, { counts, failingSinceMs: counts.failures > 0 ? nowMs : undefined });
      return false;
    }
    const succeeded = counts.successes > patient.counts.successes;
    const failed = counts.failures > patient.counts.failures;
    patient.counts = counts;
    if (succeeded) {
      if (patient.failingSinceMs !== undefined) recoveries = 0;
      patient.failingSinceMs = undefined;
    } else if (failed) {
      patient.failingSinceMs ??= nowMs;
    }
    return failed && patient.failingSinceMs !== undefined && nowMs - patient.failingSinceMs >= FAILING_MS;
  };

  return {
    sample(nowMs, people) {
      for (const userId of patients.keys()) if (!people.has(userId)) patients.delete(userId);
      const failing = [...people].filter(([userId, counts]) => examine(userId, counts, nowMs));
      const userId = failing[0]?.[0];
      if (userId === undefined || nowMs - recoveredAtMs < RECOVER_EVERY_MS) return { kind: 'none' };
      recoveredAtMs = nowMs;
      recoveries += 1;
      if (recoveries <= RECOVERIES) return { kind: 'recover', userId };
      recoveries = 0;
      return { kind: 'rejoin', userId };
    },
  };
}
