import { expect, test } from 'vitest';
import { checkDatabase } from '../check-database.ts';
import { createEventLog } from '../event-log.ts';
import { killWriter } from '../testing/kill-writer.ts';
import { temporaryDatabase, temporaryDataFolder } from '../testing/temporary-store.ts';

test('a process that is killed while it writes loses nothing that it had acknowledged', async () => {
  const folder = temporaryDataFolder();
  const database = temporaryDatabase('events', folder);
  const log = createEventLog(database);
  for (const afterMs of [0, 7, 31, 90]) {
    const before = log.latestSequence();
    const acknowledged = await killWriter(folder, afterMs);

    const kept = log.after(before, 1_000_000);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(kept.map(({ sequence }) => sequence).slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length);
  }
  checkDatabase(database, 'full');
  // The word index and the users were written with their events.
  const count = (sql: string): unknown => database.sqlite.prepare(sql).pluck().get();
  const events = count('SELECT count(*) FROM events');
  expect(count("SELECT count(*) FROM event_words WHERE event_words MATCH 'words'")).toBe(events);
  expect(count("SELECT count(*) FROM event_users WHERE user_id = '2'")).toBe(events);
});
