import { AppError } from '#core';
import type { AichatEvent } from '#events';
import type { OpenDatabase } from '../connection.ts';
import { eventOf, SELECTED_COLUMNS, type EventRow } from '../event-row.ts';
import { compileQuery } from './compile-query.ts';
import type { Condition } from './condition.ts';

/** A question to the log. */
export interface LogQuestion {
  /** In the language of `compileQuery`; empty for everything. */
  readonly text: string;
  /** Only events of this server. */
  readonly guildId?: string;
  /** Whether what people said is searched and shown. */
  readonly showPersonal: boolean;
  readonly timeLimitMs: number;
  readonly nowMs: number;
}

/** Which part of the answer. */
export interface LogPageOptions {
  /** `newest`: backwards from the end; `oldest`: forwards. */
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
  /** Goes on behind this sequence, in that order: the `next` of the page before. */
  readonly from?: number;
}

/** A page of events. */
export interface LogPage {
  readonly events: readonly AichatEvent[];
  /** Where the next page begins; undefined when there is none. */
  readonly next: number | undefined;
}

/** Rows that are looked at between two looks at the clock. */
const ROWS_PER_CHECK = 256;

/** Asks questions on one connection, each within its time. The thread stands still meanwhile. */
export interface EventSearch {
  /** @throws UserError `LOG_QUERY_INVALID`. @throws AppError `LOG_QUERY_TIMED_OUT`. */
  page(question: LogQuestion, options: LogPageOptions): LogPage;
  /** Runs `SELECT … FROM events …` of ours over what a question finds. Throws as `page` does. */
  select(
    question: LogQuestion,
    sql: (from: string) => string,
    values?: readonly number[],
  ): readonly unknown[];
}

/** @param database - used by nobody else: a function is registered on it. */
export function createEventSearch({ sqlite }: OpenDatabase): EventSearch {
  let deadlineMs = 0;
  // SQLite offers no way in while it works but a function that it calls.
  sqlite.function('in_time', { deterministic: false }, () => {
    if (performance.now() > deadlineMs) throw new OutOfTime();
    return 1;
  });

  const run = (question: LogQuestion, sql: string, values: readonly (string | number)[]): unknown[] => {
    deadlineMs = performance.now() + question.timeLimitMs;
    try {
      return sqlite.prepare(sql).all(...values);
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      throw new AppError('LOG_QUERY_TIMED_OUT', {
        message: `The question took longer than ${question.timeLimitMs} ms.`,
        context: { timeLimitMs: question.timeLimitMs },
      });
    }
  };

  return {
    page(question, { order, limit, from }) {
      const isNewest = order === 'newest';
      const source = sourceOf(question);
      const edge = from ?? (isNewest ? Number.MAX_SAFE_INTEGER : 0);
      const rows = run(
        question,
        `SELECT ${SELECTED_COLUMNS} ${source.sql} AND ${source.key} ${isNewest ? '<' : '>'} ?
         ORDER BY ${source.key} ${isNewest ? 'DESC' : 'ASC'} LIMIT ?`,
        [...source.values, edge, limit + 1],
      ) as EventRow[];
      const shown = rows.slice(0, limit);
      return {
        events: shown.map((row) => eventOf(row, question)),
        next: rows.length > limit ? shown.at(-1)?.sequence : undefined,
      };
    },
    select(question, sql, values = []) {
      const source = sourceOf(question);
      return run(question, sql(source.sql), [...values, ...source.values]);
    },
  };
}

class OutOfTime extends Error {}

/** Where the rows come from; `key` is the column that they are ordered by. */
function sourceOf(question: LogQuestion): Condition & { readonly key: string } {
  const { where, match } = compileQuery(question.text, question);
  const { guildId } = question;
  const key = match === undefined ? 'sequence' : 'event_words.rowid';
  // First, because what a term before it refuses would not be counted.
  const guard = `(${key} % ${ROWS_PER_CHECK} != 0 OR in_time())`;
  const from =
    match === undefined
      ? `FROM events WHERE ${guard}`
      : `FROM event_words JOIN events ON events.sequence = event_words.rowid
         WHERE event_words MATCH ? AND ${guard}`;
  return {
    key,
    sql: `${from} AND ${where.sql}${guildId === undefined ? '' : ' AND guild_id = ?'}`,
    values: [
      ...(match === undefined ? [] : [match]),
      ...where.values,
      ...(guildId === undefined ? [] : [guildId]),
    ],
  };
}
