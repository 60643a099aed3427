import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { AppError } from '#core';
import {
  MAX_UNREAD_PIECES,
  type FromInferenceThread,
  type InferenceBoot,
  type JobMessage,
  type ToInferenceThread,
} from './inference-protocol.ts';
import { packError } from './packed-error.ts';
import { WithTransfer } from './with-transfer.ts';

/** What a method knows about its job. */
export interface InferenceContext {
  /** Aborts when the job is not wanted any more; noticed only while the method awaits something. */
  readonly signal: AbortSignal;
  /**
   * To be called between steps: sees an abort even when the method never yields to the event loop.
   *
   * @throws AppError `CANCELLED`.
   */
  throwIfAborted(): void;
}

/** A job's code: returns one result, or is an `async function*` and yields a stream of them. */
export type InferenceMethod<State> = (
  state: State,
  payload: never,
  context: InferenceContext,
) => Promise<unknown> | AsyncIterable<unknown>;

/** What a worker can do. */
export interface InferenceService<State> {
  /** Runs once, before any job; an error here is the error of the start. */
  readonly load: (data: never) => Promise<State>;
  readonly methods: Readonly<Record<string, InferenceMethod<State>>>;
}

interface RunningJob {
  readonly id: number;
  readonly controller: AbortController;
  unreadPieces: number;
  /** Lets the stream go on after it was held. */
  release: () => void;
}

const isStream = (result: Promise<unknown> | AsyncIterable<unknown>): result is AsyncIterable<unknown> =>
  Symbol.asyncIterator in result;

const cancelled = (): AppError => new AppError('CANCELLED', { message: 'The job is not wanted any more.' });

function send(port: MessagePort, id: number, type: 'piece' | 'done', value: unknown): void {
  const moved = value instanceof WithTransfer;
  const message: FromInferenceThread = { type, id, value: moved ? value.value : value };
  port.postMessage(message, moved ? [...value.transfer] : []);
}

async function sendStream(
  port: MessagePort,
  job: RunningJob,
  context: InferenceContext,
  pieces: AsyncIterable<unknown>,
) {
  for await (const piece of pieces) {
    context.throwIfAborted();
    send(port, job.id, 'piece', piece);
    job.unreadPieces += 1;
    if (job.unreadPieces >= MAX_UNREAD_PIECES) {
      await new Promise<void>((resolve) => {
        job.release = resolve;
      });
      context.throwIfAborted();
    }
  }
}

/**
 * Turns the thread that it is called in into a server of `service`; the other side is
 * `startInferenceWorker`. Jobs come one at a time.
 */
export function serveInference<State>(service: InferenceService<State>): void {
  if (parentPort === null) {
    throw new AppError('INTERNAL', { message: 'An inference worker was started outside a worker thread.' });
  }
  const port = parentPort;
  const boot = workerData as InferenceBoot;
  const abortCell = new Int32Array(boot.abortCell);
  let running: RunningJob | undefined;

  const tell = (message: FromInferenceThread): void => port.postMessage(message);

  const abort = (job: RunningJob): void => {
    job.controller.abort(cancelled());
    job.release();
  };

  const run = async (state: State, message: JobMessage): Promise<void> => {
    const job: RunningJob = {
      id: message.id,
      controller: new AbortController(),
      unreadPieces: 0,
      release: () => undefined,
    };
    running = job;
    const context: InferenceContext = {
      signal: job.controller.signal,
      throwIfAborted() {
        if (Atomics.load(abortCell, 0) === job.id) abort(job);
        job.controller.signal.throwIfAborted();
      },
    };
    try {
      const method = service.methods[message.method];
      if (method === undefined) {
        throw new AppError('INTERNAL', { message: `The worker has no method ${message.method}.` });
      }
      const result = method(state, message.payload as never, context);
      if (isStream(result)) {
        await sendStream(port, job, context, result);
        send(port, job.id, 'done', undefined);
      } else {
        send(port, job.id, 'done', await result);
      }
    } catch (error) {
      tell({ type: 'failed', id: job.id, error: packError(error, 'INFERENCE_FAILED') });
    } finally {
      running = undefined;
    }
  };

  const serve = (state: State): void => {
    let work = Promise.resolve();
    port.on('message', (message: ToInferenceThread) => {
      switch (message.type) {
        case 'job':
          work = work.then(() => run(state, message));
          break;
        case 'abort':
          if (running?.id === message.id) abort(running);
          break;
        case 'consumed':
          if (running?.id !== message.id) break;
          running.unreadPieces -= 1;
          running.release();
          break;
        case 'close':
          work = work.then(() => port.close());
          break;
      }
    });
    tell({ type: 'ready' });
  };

  service.load(boot.workerData as never).then(serve, (error: unknown) => {
    tell({ type: 'load-failed', error: packError(error, 'INFERENCE_FAILED') });
    port.close();
  });
}
