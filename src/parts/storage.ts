import { AppError } from '#core';
import type { EventBus } from '#events';
import {
  checkDatabase,
  claimDataFolder,
  createEventLog,
  openDatabase,
  openEventJournal,
  openLogQuery,
  type DatabaseName,
  type EventJournal,
  type EventLog,
  type LogQuery,
  type OpenDatabase,
} from '#store';

/** Where everything that lasts is kept. */
export interface Storage {
  readonly dataFolder: string;
  /** What must last: settings, conversations, webhooks. One repository for each kind of thing. */
  readonly app: OpenDatabase;
  /** What happened. */
  readonly events: OpenDatabase;
  readonly log: EventLog;
  /** Answers questions about what happened, on a thread of its own. */
  readonly logQuery: LogQuery;
}

/**
 * Claims the data folder and opens its databases; `parts` closes them and gives the folder back. After an end
 * that nobody had asked for they are checked first.
 *
 * @throws AppError `STORE_…` when one cannot be used by this version.
 */
export function openStorage(dataFolder: string, parts: AsyncDisposableStack): Storage {
  const claim = parts.adopt(claimDataFolder(dataFolder), (claimed) => claimed.release());
  const open = (name: DatabaseName): OpenDatabase => {
    const database = parts.adopt(openDatabase(dataFolder, name), (opened) => opened.close());
    if (claim.wasLeftUnclean) checkDatabase(database, 'quick');
    return database;
  };
  const [app, events] = [open('app'), open('events')];
  const logQuery = parts.adopt(openLogQuery(events.path), (opened) => opened.close());
  return { dataFolder, app, events, log: createEventLog(events), logQuery };
}

/** Keeps every event from now on; `parts` writes the last of them at the end. */
export function keepEvents(storage: Storage, bus: EventBus, parts: AsyncDisposableStack): EventJournal {
  const journal = openEventJournal({
    dataFolder: storage.dataFolder,
    onFault: (error) => bus.emitError(error),
    onDropped(count, firstSequence, lastSequence) {
      bus.emit('events.dropped', { count, firstSequence, lastSequence }, { severity: 'error' });
      const message = `${count} events were lost while the database could not be written.`;
      bus.emitError(new AppError('EVENTS_DROPPED', { message }));
    },
  });
  parts.adopt(journal, (opened) => opened.close());
  bus.subscribe((event) => journal.record(event));
  return journal;
}
