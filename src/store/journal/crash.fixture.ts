import { createEventBus } from '#events';
import { createEventLog } from '../event-log.ts';
import { openDatabase } from '../open-databases.ts';
import { openEventJournal } from './event-journal.ts';

/** Writes events as fast as they are taken and says which are durable, until it is killed. */
const silent = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} };
const [dataFolder = ''] = process.argv.slice(2);
const database = openDatabase(dataFolder, 'events');
const bus = createEventBus(silent, createEventLog(database).latestSequence());
const journal = openEventJournal({
  dataFolder,
  onFault: (error) => {
    throw error;
  },
  onDropped: () => undefined,
});
bus.subscribe((event) => journal.record(event));
// One write for each batch: what arrives was said after it was durable.
journal.onDurable((events) => process.stdout.write(`${events.map(({ sequence }) => sequence).join(',')}\n`));

setInterval(() => {
  for (let count = 0; count < 40 && journal.figures().queued < 2000; count += 1) {
    bus.emit(
      'turn.ended',
      { turnId: 't', outcome: 'said', userIds: ['1', '2'], timings: {}, personal: { heard: 'some words' } },
      { guildId: '7' },
    );
  }
}, 2);
