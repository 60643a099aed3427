import type { AichatEvent } from '#events';
import { expect, test } from 'vitest';
import { createEventLog } from './event-log.ts';
import { pruneEvents, type RetentionPolicy } from './retention.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;
const POLICY: RetentionPolicy = {
  keepDays: { debug: 2, info: 30, warn: 90, error: 90, fatal: 90 },
  keepDaysByGuild: {},
  keepWordsDays: 7,
  maxBytes: 1e9,
  nowMs: NOW_MS,
};
const rest = (): Promise<void> => Promise.resolve();

function openLog() {
  const database = temporaryDatabase('events');
  const log = createEventLog(database);
  let sequence = 0;
  const add = (facts: Partial<AichatEvent>, daysAgo: number, heard = 'something'): void => {
    sequence += 1;
    const time = new Date(NOW_MS - daysAgo * DAY_MS).toISOString();
    const payload = { turnId: 't', outcome: 'said', userIds: ['42'], timings: {}, personal: { heard } };
    const event = {
      id: `e${sequence}`,
      sequence,
      time,
      type: 'turn.ended',
      severity: 'info',
      payload,
      ...facts,
    };
    log.append([event as AichatEvent]);
  };
  const left = () => log.after(0, 10_000).map((event) => event.sequence);
  return { database, log, add, left };
}

test('what is older than its severity allows is removed, and its words and users with it', async () => {
  const { database, add, left } = openLog();
  for (const [severity, daysAgo] of [
    ['debug', 3],
    ['debug', 1],
    ['info', 31],
    ['info', 29],
    ['error', 60],
  ] as const) {
    add({ severity }, daysAgo);
  }

  const report = await pruneEvents(database, POLICY, rest);

  expect(left()).toEqual([2, 4, 5]);
  expect(report).toMatchObject({ events: 2, wordsForgotten: 2 });
  expect(database.sqlite.prepare('SELECT count(*) FROM event_users').pluck().get()).toBe(3);
  expect(() =>
    database.sqlite.exec("INSERT INTO event_words (event_words, rank) VALUES ('integrity-check', 1)"),
  ).not.toThrow();
});

test('what people said goes sooner than the event', async () => {
  const { database, log, add } = openLog();
  add({}, 8, 'old words');
  add({}, 6, 'new words');

  await pruneEvents(database, POLICY, rest);

  expect(log.after(0, 2).map(({ payload }) => 'personal' in payload && payload.personal)).toEqual([
    false,
    { heard: 'new words' },
  ]);
  const found = database.sqlite.prepare("SELECT rowid FROM event_words WHERE event_words MATCH 'words'");
  expect(found.pluck().all()).toEqual([2]);
});

test('a server may keep its events for a shorter time', async () => {
  const { database, add, left } = openLog();
  add({ guildId: '1' }, 5);
  add({ guildId: '2' }, 5);

  await pruneEvents(database, { ...POLICY, keepDaysByGuild: { 1: 3 } }, rest);

  expect(left()).toEqual([2]);
});

test('what is still to be delivered stays', async () => {
  const { database, add, left } = openLog();
  add({}, 40);
  add({}, 40);

  await pruneEvents(database, { ...POLICY, neededAfter: 1 }, rest);

  expect(left()).toEqual([2]);
});

test('a database that grew too large loses its oldest events and gives the room back', async () => {
  const { database, add, left } = openLog();
  for (let count = 0; count < 4000; count += 1) add({}, 1, `words ${count} `.repeat(20));
  const bytes = (): number =>
    Number(database.sqlite.pragma('page_count', { simple: true })) *
    Number(database.sqlite.pragma('page_size', { simple: true }));
  const maxBytes = bytes() / 2;

  const report = await pruneEvents(database, { ...POLICY, maxBytes }, rest);

  expect(report.databaseBytes).toBe(bytes());
  expect(bytes()).toBeLessThanOrEqual(maxBytes);
  expect(left().at(-1)).toBe(4000);
  expect(left().length).toBeGreaterThanOrEqual(1000);
});
