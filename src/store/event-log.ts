import { commonFactsOf, type AichatEvent } from '#events';
import type { OpenDatabase } from './connection.ts';
import { EVENT_COLUMNS, SELECTED_COLUMNS, eventOf, rowOf, type EventRow } from './event-row.ts';

/** Everything that happened, as it is kept. */
export interface EventLog {
  /** Writes events in one transaction; those that are there already are left as they are. */
  append(events: readonly AichatEvent[]): void;
  /** The events behind `sequence`, oldest first, with what people said. */
  after(sequence: number, limit: number): readonly AichatEvent[];
  /** 0 when nothing was ever written. */
  latestSequence(): number;
  /** Of the oldest event that is still kept; 0 when there is none. */
  oldestSequence(): number;
  /** Forgets what was said in every event about a user. @returns in how many. */
  forgetUser(userId: string): number;
}

/** The repository of events. @param database - `events.db`. */
export function createEventLog({ sqlite }: OpenDatabase): EventLog {
  const keys = Object.keys(EVENT_COLUMNS) as (keyof EventRow)[];
  const names = Object.values(EVENT_COLUMNS);
  const insert = sqlite.prepare(
    `INSERT OR IGNORE INTO events (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  const insertUser = sqlite.prepare('INSERT OR IGNORE INTO event_users (user_id, sequence) VALUES (?, ?)');
  const selectAfter = sqlite.prepare(
    `SELECT ${SELECTED_COLUMNS} FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?`,
  );
  // In one statement: a trigger would write the index to its pages for every row, at fifteen times the cost.
  const insertWords = sqlite.prepare(
    `INSERT INTO event_words (rowid, summary, words)
     SELECT sequence, summary, words FROM events WHERE sequence IN (SELECT value FROM json_each(?))`,
  );
  const edge = (which: 'min' | 'max') => sqlite.prepare(`SELECT ${which}(sequence) FROM events`).pluck();
  const [oldest, latest] = [edge('min'), edge('max')];
  const forget = sqlite.prepare(
    `UPDATE events SET personal = NULL, words = NULL
     WHERE personal IS NOT NULL AND sequence IN (SELECT sequence FROM event_users WHERE user_id = ?)`,
  );
  const append = sqlite.transaction((events: readonly AichatEvent[]) => {
    const added: number[] = [];
    for (const event of events) {
      const row = rowOf(event);
      if (insert.run(keys.map((key) => row[key])).changes === 0) continue;
      added.push(event.sequence);
      for (const userId of commonFactsOf(event).userIds) insertUser.run(userId, event.sequence);
    }
    insertWords.run(JSON.stringify(added));
  });
  return {
    append: (events) => append.immediate(events),
    after: (sequence, limit) =>
      (selectAfter.all(sequence, limit) as EventRow[]).map((row) => eventOf(row, { showPersonal: true })),
    latestSequence: () => (latest.get() as number | null) ?? 0,
    oldestSequence: () => (oldest.get() as number | null) ?? 0,
    forgetUser: (userId) => forget.run(userId).changes,
  };
}
