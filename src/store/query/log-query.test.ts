import { AppError, UserError } from '#core';
import { createEventBus, type AichatEvent } from '#events';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createEventLog } from '../event-log.ts';
import { databasePath } from '../open-databases.ts';
import { temporaryDatabase, temporaryDataFolder } from '../testing/temporary-store.ts';
import { openLogQuery } from './log-query.ts';

const { signal } = new AbortController();
const silent = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

function openLog(options = {}) {
  const dataFolder = temporaryDataFolder();
  const log = createEventLog(temporaryDatabase('events', dataFolder));
  const query = openLogQuery(databasePath(dataFolder, 'events'), options);
  onTestFinished(() => query.close());
  const events: AichatEvent[] = [];
  const bus = createEventBus(silent);
  bus.subscribe((event) => events.push(event));
  return { bus, query, log, write: () => log.append(events.splice(0)) };
}

/** A call with a turn, an error and somebody's words, in two servers. */
function openBusyLog() {
  const opened = openLog();
  const { bus, write } = opened;
  bus.emit('call.joined', { channelId: '7' }, { guildId: '1', callId: 'a' });
  bus.emit('turn.ended', turn('t1', '42', 900, 'my birthday is in May'), { guildId: '1', callId: 'a' });
  bus.emit('turn.ended', turn('t2', '43', 3100, 'how is the weather'), { guildId: '2', callId: 'b' });
  bus.emitError(new AppError('TIMED_OUT', { message: 'The model took long.' }), { guildId: '1' });
  bus.emitError(new AppError('STORE_BUSY', { message: 'Übermäßig beschäftigt.' }), { guildId: '2' });
  write();
  return opened;
}

function turn(turnId: string, userId: string, voiceToVoiceMs: number, heard: string) {
  return { turnId, outcome: 'said', userIds: [userId], voiceToVoiceMs, timings: {}, personal: { heard } };
}

const FOUND: readonly (readonly [string, readonly number[]])[] = [
  ['', [5, 4, 3, 2, 1]],
  ['sev:>=warn', [5, 4]],
  ['-sev:error', [3, 2, 1]],
  ['code:TIMED_OUT', [4]],
  ['code:*', [5, 4]],
  ['NOT code:TIMED_OUT', [5, 3, 2, 1]],
  ['type:turn.ended ms:>1000', [3]],
  ['type:call.*', [1]],
  ['server:2', [5, 3]],
  ['call:a OR call:b', [3, 2, 1]],
  ['turn:t2', [3]],
  ['user:<@42>', [2]],
  ['-user:42 type:turn.ended', [3]],
  ['seq:>=4', [5, 4]],
  ['since:1h', [5, 4, 3, 2, 1]],
  ['until:1h', []],
  ['uberm*', [5]],
  ['"model took"', [4]],
  ['"took model"', []],
  ['model OR outcome', [4, 3, 2]],
  ['-model sev:error', [5]],
];

test('a question finds what it describes, the newest first', async () => {
  const { query } = openBusyLog();
  for (const [text, sequences] of FOUND) {
    const { events, next } = await query.page({ text, signal });
    expect({ text, found: events.map(({ sequence }) => sequence) }).toEqual({ text, found: sequences });
    expect(next).toBeUndefined();
  }
});

test('what people said is neither found nor shown without being asked for', async () => {
  const { query, log } = openBusyLog();

  expect((await query.page({ text: 'birthday', signal })).events).toEqual([]);
  expect(JSON.stringify(await query.page({ text: '', signal }))).not.toContain('birthday');

  const { events } = await query.page({ text: 'birthday', showPersonal: true, signal });
  expect(events).toMatchObject([{ payload: { personal: { heard: 'my birthday is in May' } } }]);

  expect(log.forgetUser('42')).toBe(1);
  expect((await query.page({ text: 'birthday', showPersonal: true, signal })).events).toEqual([]);
  expect((await query.page({ text: 'weather', showPersonal: true, signal })).events).toHaveLength(1);
});

test('whoever asks for one server sees that one only, whatever the question', async () => {
  const { query } = openBusyLog();

  for (const text of ['', 'server:2', 'call:b OR call:a', '-server:1', 'beschäftigt OR model']) {
    const { events } = await query.page({ text, guildId: '1', signal });
    expect(events.every(({ guildId }) => guildId === '1')).toBe(true);
  }
  expect((await query.stats({ text: '', guildId: '1', signal })).total).toBe(3);
});

test('pages follow each other without a gap, both ways, with and without words', async () => {
  const { bus, query, write } = openLog();
  for (let count = 1; count <= 25; count += 1) {
    bus.emit('call.left', { channelId: '7', reason: count % 2 === 0 ? 'even' : 'odd' });
  }
  write();
  const all = async (text: string, order: 'newest' | 'oldest') => {
    const found: number[] = [];
    let from: number | undefined;
    do {
      const page = await query.page({ text, order, limit: 4, signal, ...(from !== undefined && { from }) });
      found.push(...page.events.map(({ sequence }) => sequence));
      from = page.next;
    } while (from !== undefined);
    return found;
  };
  const forwards = Array.from({ length: 25 }, (_, index) => index + 1);

  expect(await all('', 'oldest')).toEqual(forwards);
  expect(await all('', 'newest')).toEqual(forwards.toReversed());
  expect(await all('even', 'newest')).toEqual(forwards.filter((one) => one % 2 === 0).toReversed());
});

test('counts what happened, by time, type and code', async () => {
  const { query } = openBusyLog();

  const stats = await query.stats({ text: '', signal });

  expect(stats.total).toBe(5);
  const sum = (key: 'calm' | 'warnings' | 'errors') =>
    stats.buckets.reduce((total, bucket) => total + bucket[key], 0);
  expect([sum('calm'), sum('warnings'), sum('errors')]).toEqual([3, 0, 2]);
  expect(stats.types[0]).toEqual({ name: 'error', count: 2 });
  expect(stats.codes.map(({ name }) => name)).toEqual(['STORE_BUSY', 'TIMED_OUT']);
  expect((await query.stats({ text: 'until:1d', signal })).buckets).toEqual([]);
});

test('a question that takes too long is ended, and the next one is answered', async () => {
  const { bus, query, write } = openLog({ timeLimitMs: -1 });
  for (let count = 0; count < 600; count += 1) bus.emit('call.left', { channelId: '7', reason: 'asked' });
  write();

  await expect(query.page({ text: 'ms:>5', signal })).rejects.toMatchObject({ code: 'LOG_QUERY_TIMED_OUT' });
  expect((await query.page({ text: '', limit: 1, signal })).events).toHaveLength(1);
});

test('a wrong question comes back as what a person did wrong', async () => {
  const { query } = openLog();

  const refused = await query.page({ text: 'sev:>=wrn', signal }).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(UserError);
  expect(refused).toMatchObject({ code: 'LOG_QUERY_INVALID', context: { at: 6, length: 3 } });
});

test('without a database it is said that there is none', async () => {
  const query = openLogQuery(databasePath(temporaryDataFolder(), 'events'));
  onTestFinished(() => query.close());

  await expect(query.page({ text: '', signal })).rejects.toMatchObject({ code: 'STORE_ABSENT' });
});

test('whatever is typed is answered or refused as a person’s mistake', async () => {
  const { query } = openBusyLog();
  const pieces =
    'sev: >= warn code: * " ( ) OR AND NOT - : / [ user: <@42> 42 since: 2h ms: ä \' ; null 1e999';
  const piece = fc.constantFrom(' ', '\u0000', '[1 TO 2]', ...pieces.split(' '));
  const typed = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
  );
  await fc.assert(
    fc.asyncProperty(typed, async (text) => {
      const answer = await query.page({ text, showPersonal: true, signal }).catch((error: unknown) => error);
      expect(answer instanceof UserError || 'events' in (answer as object)).toBe(true);
    }),
    { numRuns: 400 },
  );
});
