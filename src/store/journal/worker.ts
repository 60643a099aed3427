import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#core';
import type { AichatEvent } from '#events';
import { openConnection } from '../connection.ts';
import { createEventLog } from '../event-log.ts';
import { DATABASE_FILES, databasePath } from '../open-databases.ts';
import { pruneEvents } from '../retention.ts';
import { asStoreError } from '../store-error.ts';
import type { FromWriter, ToWriter, WriterBoot } from './writer-protocol.ts';

/** The one thread that writes events. The schema is there: whoever starts it has opened the database before. */
if (parentPort === null) {
  throw new AppError('INTERNAL', { message: 'The writer of events was started outside a worker thread.' });
}
const port = parentPort;
const path = databasePath((workerData as WriterBoot).dataFolder, 'events');
const database = openConnection({ path, synchronous: DATABASE_FILES.events.synchronous });
const log = createEventLog(database);
const tell = (message: FromWriter): void => port.postMessage(message, []);

port.on('message', (message: ToWriter) => {
  switch (message.type) {
    case 'write':
      write(message.events);
      break;
    case 'prune':
      void prune(message);
      break;
    case 'close':
      database.sqlite.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
      port.close();
      break;
  }
});

function write(events: string): void {
  try {
    log.append(JSON.parse(events) as AichatEvent[]);
    tell({ type: 'written' });
  } catch (error) {
    const { code, message } = asStoreError(error, path);
    tell({ type: 'write-failed', code, message });
  }
}

/** In steps, between which events are written. */
async function prune({ policy }: Extract<ToWriter, { type: 'prune' }>): Promise<void> {
  try {
    tell({ type: 'pruned', report: await pruneEvents(database, policy, () => setImmediate()) });
  } catch (error) {
    const { code, message } = asStoreError(error, path);
    tell({ type: 'prune-failed', code, message });
  }
}
