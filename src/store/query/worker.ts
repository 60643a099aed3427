import { parentPort, workerData } from 'node:worker_threads';
import { AppError, UserError } from '#core';
import { openReader } from '../connection.ts';
import { asStoreError } from '../store-error.ts';
import { countEvents } from './event-stats.ts';
import type { FromQueryThread, QueryBoot, SentError, ToQueryThread } from './query-protocol.ts';
import { createEventSearch } from './search-events.ts';

/** The thread that answers questions to the log: a slow one keeps nobody waiting but who asked. */
if (parentPort === null) {
  throw new AppError('INTERNAL', { message: 'The log query was started outside a worker thread.' });
}
const port = parentPort;
const { path } = workerData as QueryBoot;
const search = createEventSearch(openReader(path));
const tell = (message: FromQueryThread): void => port.postMessage(message, []);

port.on('message', (message: ToQueryThread) => {
  try {
    tell({ id: message.id, answer: answer(message) });
  } catch (error) {
    tell({ id: message.id, error: sent(error) });
  }
});

function answer(message: ToQueryThread): unknown {
  return message.method === 'page' ? search.page(message.ask, message.ask) : countEvents(search, message.ask);
}

function sent(thrown: unknown): SentError {
  const error = asStoreError(thrown, path);
  const { code, message, context } = error;
  return { code, message, context, isUserError: error instanceof UserError };
}
