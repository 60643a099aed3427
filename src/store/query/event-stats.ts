import type { EventSearch, LogQuestion } from './search-events.ts';

/** How often things happened. */
export interface LogStats {
  readonly total: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Equal stretches of time, oldest first. */
  readonly buckets: readonly StatsBucket[];
  /** The most frequent first. */
  readonly types: readonly NamedCount[];
  readonly codes: readonly NamedCount[];
}

/** One stretch of time. */
export interface StatsBucket {
  readonly startMs: number;
  /** Debug and info, warn, error and fatal. */
  readonly calm: number;
  readonly warnings: number;
  readonly errors: number;
}

export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

const BUCKETS = 30;
const NAMES_SHOWN = 8;

/** Counts what a question finds. @throws as `EventSearch` does. */
export function countEvents(search: EventSearch, question: LogQuestion): LogStats {
  const [span] = search.select(
    question,
    (from) => `SELECT count(*) AS total, min(time_ms) AS fromMs, max(time_ms) AS toMs ${from}`,
  ) as readonly { total: number; fromMs: number | null; toMs: number | null }[];
  const { total = 0, fromMs, toMs } = span ?? {};
  const startMs = fromMs ?? question.nowMs;
  const endMs = toMs ?? question.nowMs;
  const widthMs = Math.max(1, Math.ceil((endMs - startMs + 1) / BUCKETS));
  const rows = search.select(
    question,
    (from) =>
      `SELECT CAST((time_ms - ?) / ? AS INTEGER) AS bucket, sum(severity < 40) AS calm,
         sum(severity = 40) AS warnings, sum(severity > 40) AS errors ${from} GROUP BY bucket`,
    [startMs, widthMs],
  ) as readonly ({ bucket: number } & Omit<StatsBucket, 'startMs'>)[];
  const byBucket = new Map(rows.map((row) => [row.bucket, row]));
  return {
    total,
    fromMs: startMs,
    toMs: endMs,
    buckets: Array.from({ length: total === 0 ? 0 : BUCKETS }, (_, index) => {
      const { calm = 0, warnings = 0, errors = 0 } = byBucket.get(index) ?? {};
      return { startMs: startMs + index * widthMs, calm, warnings, errors };
    }),
    types: countBy(search, question, 'type'),
    codes: countBy(search, question, 'code'),
  };
}

function countBy(search: EventSearch, question: LogQuestion, column: 'type' | 'code'): readonly NamedCount[] {
  return search.select(
    question,
    (from) =>
      `SELECT ${column} AS name, count(*) AS count ${from} AND ${column} IS NOT NULL
       GROUP BY ${column} ORDER BY count DESC, name LIMIT ${NAMES_SHOWN}`,
  ) as readonly NamedCount[];
}
