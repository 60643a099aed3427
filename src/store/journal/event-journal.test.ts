import { AppError } from '#core';
import { createEventBus, type AichatEvent } from '#events';
import { expect, onTestFinished, test } from 'vitest';
import { createEventLog } from '../event-log.ts';
import { temporaryDatabase, temporaryDataFolder } from '../testing/temporary-store.ts';
import { openEventJournal, type EventJournalOptions } from './event-journal.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

function openJournal(options: Partial<EventJournalOptions> = {}) {
  const dataFolder = temporaryDataFolder();
  const database = temporaryDatabase('events', dataFolder);
  const journal = openEventJournal({
    dataFolder,
    // The thread starts late on a busy machine.
    flushTimeoutMs: 50_000,
    onFault: (error) => {
      throw error;
    },
    onDropped: () => undefined,
    ...options,
  });
  onTestFinished(() => journal.close());
  const bus = createEventBus(silent);
  bus.subscribe((event) => journal.record(event));
  return { journal, bus, database, log: createEventLog(database) };
}

test('what was emitted is read back as it was, in order', async () => {
  const { journal, bus, log } = openJournal();
  const emitted: AichatEvent[] = [];
  bus.subscribe((event) => emitted.push(event));

  bus.emit('call.joined', { channelId: '7' }, { guildId: '1', callId: 'c' });
  bus.emit(
    'turn.ended',
    { turnId: 't', outcome: 'said', userIds: ['42'], timings: { endMs: 3 }, personal: { heard: 'hello' } },
    { severity: 'warn' },
  );
  bus.emit('system.stopping', { reason: 'test' }, { userIds: ['42'] });
  await journal.flush();

  const [joined, turn, stopping] = emitted;
  expect(log.after(0, 10)).toEqual([joined, { ...turn, turnId: 't' }, stopping]);
  expect(log.after(1, 1)).toHaveLength(1);
  expect([log.oldestSequence(), log.latestSequence()]).toEqual([1, 3]);
});

test('listeners are told of every event once, in order, and only of what another connection sees', async () => {
  const { journal, bus, log } = openJournal();
  const told: number[] = [];
  const unseen: number[] = [];
  journal.onDurable((events) => {
    const latest = log.latestSequence();
    for (const { sequence } of events) {
      told.push(sequence);
      if (sequence > latest) unseen.push(sequence);
    }
  });

  for (let count = 0; count < 5000; count += 1) bus.emit('system.stopping', { reason: `${count}` });
  await journal.flush();

  expect(told).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1));
  expect(unseen).toEqual([]);
  expect(journal.figures()).toMatchObject({ queued: 0, written: 5000, dropped: 0, durableSequence: 5000 });
});

test('a payload that JSON cannot hold does not keep others from being written', async () => {
  const { journal, bus, log } = openJournal();
  const circle: Record<string, unknown> = { name: 'circle' };
  circle['itself'] = circle;

  bus.emitError(new AppError('INTERNAL', { message: 'Odd.', context: { circle, big: 10n } }));
  bus.emit('call.joined', { channelId: '7' });
  await journal.flush();

  expect(log.after(0, 10).map(({ type }) => type)).toEqual(['error', 'call.joined']);
  expect(log.after(0, 1)[0]?.payload).toMatchObject({
    context: { circle: { name: 'circle', itself: '[circular]' }, big: '10' },
  });
});

test('when nothing can be written it is said once, and written when it can be again', async () => {
  const faults: AppError[] = [];
  const { journal, bus, database, log } = openJournal({ onFault: (error) => faults.push(error) });
  bus.emit('call.joined', { channelId: '1' });
  await journal.flush();
  database.sqlite.exec('ALTER TABLE events RENAME TO elsewhere');

  bus.emit('call.left', { channelId: '1', reason: 'asked' });
  await expect(journal.flush(AbortSignal.timeout(2500))).rejects.toThrow('aborted due to timeout');
  database.sqlite.exec('ALTER TABLE elsewhere RENAME TO events');
  await journal.flush();

  expect(faults.map(({ code }) => code)).toEqual(['STORE_UNUSABLE']);
  expect(log.after(1, 10).map(({ type }) => type)).toEqual(['call.left']);
});

test('old events are removed by the thread that writes, while it goes on writing', async () => {
  const { journal, bus, log } = openJournal();
  for (let count = 0; count < 2500; count += 1) bus.emit('system.stopping', { reason: `${count}` });
  await journal.flush();
  const days = { debug: 1, info: 1, warn: 1, error: 1, fatal: 1 };
  const inTwoDays = Date.now() + 2 * 86_400_000;
  const policy = { keepDays: days, keepDaysByGuild: {}, keepWordsDays: 1, maxBytes: 1e9, nowMs: inTwoDays };

  const pruning = journal.prune({ ...policy, neededAfter: 2500 });
  bus.emit('call.joined', { channelId: '7' });

  expect(await pruning).toMatchObject({ events: 2500 });
  await journal.flush();
  expect(log.after(0, 10).map(({ type }) => type)).toEqual(['call.joined']);
});

test('a database without tables is told of, and closing does not hang', async () => {
  const dataFolder = temporaryDataFolder();
  const fault = Promise.withResolvers<AppError>();
  const journal = openEventJournal({
    dataFolder,
    flushTimeoutMs: 100,
    onFault: fault.resolve,
    onDropped: () => undefined,
  });
  const bus = createEventBus(silent);
  bus.subscribe((event) => journal.record(event));

  bus.emit('call.joined', { channelId: '1' });

  expect(await fault.promise).toMatchObject({ code: 'STORE_UNUSABLE' });
  await expect(journal.close()).rejects.toThrow('Writing the last events');
});
