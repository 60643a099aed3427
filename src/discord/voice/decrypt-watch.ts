import type { Clock } from '#core';
import type { VoiceConnection } from '@discordjs/voice';
import { daveOf, daveSessionOf, type MlsSession } from './connection-internals.ts';
import { createDecryptHealth, type DecryptCounts } from './cures/decrypt-health.ts';

const SAMPLE_EVERY_MS = 500;

/** Looks after the decryption of everybody in a call. */
export interface DecryptWatch {
  /** Frames that could not be decrypted so far. */
  failures(): number;
  close(): void;
}

/** What a {@link DecryptWatch} watches and does. */
export interface DecryptWatchOptions {
  readonly clock: Clock;
  readonly connectionNow: () => VoiceConnection | undefined;
  readonly peopleIds: () => readonly string[];
  readonly onFailing: (userId: string, remedy: 'recover' | 'rejoin') => void;
}

function countsOf(session: MlsSession, userId: string): DecryptCounts | undefined {
  try {
    const stats = session.getDecryptionStats(userId);
    return stats === null
      ? undefined
      : { successes: stats.successes + stats.passthroughs, failures: stats.failures };
  } catch {
    // It throws for people who are not in the group (yet).
    return undefined;
  }
}

function countsOfPeople(
  connection: VoiceConnection | undefined,
  peopleIds: readonly string[],
): Map<string, DecryptCounts> {
  const people = new Map<string, DecryptCounts>();
  const session = connection && daveSessionOf(daveOf(connection));
  if (session === undefined) return people;
  for (const userId of peopleIds) {
    const counts = countsOf(session, userId);
    if (counts !== undefined) people.set(userId, counts);
  }
  return people;
}

/** Starts to watch; acts by itself on what `decrypt-health.ts` demands. */
export function watchDecryption(options: DecryptWatchOptions): DecryptWatch {
  const { clock, connectionNow, peopleIds, onFailing } = options;
  const health = createDecryptHealth();
  const before = new Map<string, number>();
  let failures = 0;

  const sample = (): void => {
    cancel = clock.after(SAMPLE_EVERY_MS, sample);
    const connection = connectionNow();
    const people = countsOfPeople(connection, peopleIds());
    for (const [userId, counts] of people) {
      // A session that began anew counts from zero.
      const known = before.get(userId) ?? 0;
      failures += counts.failures < known ? counts.failures : counts.failures - known;
      before.set(userId, counts.failures);
    }
    const remedy = health.sample(clock.nowMs(), people);
    if (remedy.kind === 'none') return;
    if (remedy.kind === 'recover') {
      const dave = connection && daveOf(connection);
      dave?.recoverFromInvalidTransition(dave.lastTransitionId ?? 0);
    }
    onFailing(remedy.userId, remedy.kind);
  };
  let cancel = clock.after(SAMPLE_EVERY_MS, sample);

  return {
    failures: () => failures,
    close: () => cancel(),
  };
}
