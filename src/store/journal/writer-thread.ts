import { Worker } from 'node:worker_threads';
import type { FromWriter, ToWriter, WriterBoot } from './writer-protocol.ts';

/** What is told about the thread. */
export interface WriterListener {
  onMessage(message: FromWriter): void;
  /** It ended without being asked to; what it was doing may or may not have been done. */
  onLost(cause: unknown): void;
}

/** The thread that writes. */
export interface WriterThread {
  post(message: ToWriter): void;
  /** Lets it finish what it was given, then ends it. */
  close(): Promise<void>;
}

export function startWriterThread(boot: WriterBoot, listener: WriterListener): WriterThread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'event-writer',
    workerData: boot,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  let isClosing = false;
  let crash: unknown;
  worker.on('message', (message: FromWriter) => listener.onMessage(message));
  worker.on('error', (error) => {
    crash = error;
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
      if (!isClosing) listener.onLost(crash);
    });
  });
  const post = (message: ToWriter): void => worker.postMessage(message, []);
  return {
    post,
    close() {
      isClosing = true;
      post({ type: 'close' });
      return ended;
    },
  };
}
