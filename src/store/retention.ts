import type { Severity } from '#core';
import type { OpenDatabase } from './connection.ts';
import { SEVERITY_NUMBERS } from './event-row.ts';

const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 1000;
/** When the file is too large, this much of what it may take is kept. */
const KEPT_SHARE = 0.9;
/** Steps of the upkeep of the word index, each a few ms. */
const MERGE_PAGES = 500;

/** How long what happened is kept. */
export interface RetentionPolicy {
  /** By severity; what is older is removed. */
  readonly keepDays: Readonly<Record<Severity, number>>;
  /** For single servers: no event of theirs is kept for longer. */
  readonly keepDaysByGuild: Readonly<Record<string, number>>;
  /** What people said is removed sooner than the event itself. */
  readonly keepWordsDays: number;
  /** Largest size of the database; beyond it the oldest events go first. */
  readonly maxBytes: number;
  /** Nothing behind this sequence is removed: it is still to be delivered. */
  readonly neededAfter?: number;
  readonly nowMs: number;
}

/** What was removed. */
export interface PruneReport {
  readonly events: number;
  /** Events that remain without what was said in them. */
  readonly wordsForgotten: number;
  /** What the file takes afterwards. */
  readonly databaseBytes: number;
}

/**
 * Removes what is too old or too much, a thousand rows at a time so that nobody who writes waits long, and
 * gives the room back to the disk.
 *
 * @param breathe - called between the steps.
 */
export async function pruneEvents(
  { sqlite }: OpenDatabase,
  policy: RetentionPolicy,
  breathe: () => Promise<void>,
): Promise<PruneReport> {
  const { nowMs, neededAfter = Number.MAX_SAFE_INTEGER } = policy;
  const repeat = async (sql: string, ...values: (string | number)[]): Promise<number> => {
    const step = sqlite.prepare(`${sql} LIMIT ${ROWS_AT_ONCE})`);
    let total = 0;
    for (let changes = ROWS_AT_ONCE; changes === ROWS_AT_ONCE; total += changes) {
      ({ changes } = step.run(...values));
      await breathe();
    }
    return total;
  };
  const removeWhere = (condition: string, ...values: (string | number)[]): Promise<number> =>
    repeat(
      `DELETE FROM events WHERE sequence IN
        (SELECT sequence FROM events WHERE ${condition} AND sequence <= ?`,
      ...values,
      neededAfter,
    );

  let events = 0;
  for (const [severity, days] of Object.entries(policy.keepDays)) {
    const number = SEVERITY_NUMBERS[severity as Severity];
    events += await removeWhere('severity = ? AND time_ms < ?', number, nowMs - days * DAY_MS);
  }
  for (const [guildId, days] of Object.entries(policy.keepDaysByGuild)) {
    events += await removeWhere('guild_id = ? AND time_ms < ?', guildId, nowMs - days * DAY_MS);
  }
  const wordsForgotten = await repeat(
    `UPDATE events SET personal = NULL, words = NULL WHERE sequence IN
      (SELECT sequence FROM events WHERE time_ms < ? AND personal IS NOT NULL`,
    nowMs - policy.keepWordsDays * DAY_MS,
  );
  if (usedBytes({ sqlite }) > policy.maxBytes) {
    while (usedBytes({ sqlite }) > policy.maxBytes * KEPT_SHARE) {
      const { changes } = sqlite
        .prepare(
          `DELETE FROM events WHERE sequence IN
            (SELECT sequence FROM events WHERE sequence <= ? ORDER BY sequence LIMIT ${ROWS_AT_ONCE})`,
        )
        .run(neededAfter);
      if (changes === 0) break;
      events += changes;
      // Without this the index keeps what it knows of the removed rows, and the size does not fall.
      sqlite.prepare(`INSERT INTO event_words (event_words, rank) VALUES ('merge', ?)`).run(MERGE_PAGES);
      await breathe();
    }
  }
  sqlite.pragma('incremental_vacuum');
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  sqlite.pragma('optimize');
  return { events, wordsForgotten, databaseBytes: pages(sqlite, 'page_count') };
}

/** What the rows take, without pages that were freed. */
function usedBytes({ sqlite }: Pick<OpenDatabase, 'sqlite'>): number {
  return pages(sqlite, 'page_count') - pages(sqlite, 'freelist_count');
}

function pages(sqlite: OpenDatabase['sqlite'], which: 'page_count' | 'freelist_count'): number {
  return (
    Number(sqlite.pragma(which, { simple: true })) * Number(sqlite.pragma('page_size', { simple: true }))
  );
}
