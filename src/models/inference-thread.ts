import { Worker, type Transferable } from 'node:worker_threads';
import { AppError } from '#core';
import type {
  FromInferenceThread,
  InferenceBoot,
  JobMessage,
  ToInferenceThread,
} from './inference-protocol.ts';
import { unpackError } from './packed-error.ts';

/** What is told about a thread's messages and its end. */
export interface InferenceThreadEvents {
  onMessage(message: Extract<FromInferenceThread, { id: number }>): void;
  /** The thread ended after it had been ready. */
  onExit(error: AppError): void;
}

/** One live thread that serves a model. */
export interface InferenceThread {
  run(job: JobMessage, transfer: readonly Transferable[]): void;
  abort(jobId: number): void;
  consumed(jobId: number): void;
  /** Ends the thread after its running job, or by force after `graceMs`. */
  close(graceMs: number): Promise<void>;
  /** Ends the thread by force; `onExit` follows. */
  kill(): void;
}

/** How a thread is started. */
export interface InferenceThreadOptions {
  readonly name: string;
  readonly entry: URL;
  readonly workerData: unknown;
  readonly startTimeoutMs: number;
}

/**
 * Such a thread makes few short-lived objects; the runtime's own measure (48 MB) costs some 20 MB of memory
 * in each thread and is no faster.
 */
const YOUNG_GENERATION_MB = 8;

const died = (name: string, detail: string, cause: unknown, exitCode?: number): AppError =>
  new AppError('INFERENCE_WORKER_DIED', {
    message: `The worker ${name} ${detail}.`,
    ...(cause === undefined ? {} : { cause }),
    context: { worker: name, ...(exitCode === undefined ? {} : { exitCode }) },
  });

/**
 * Starts a thread and waits until it has loaded its model.
 *
 * @throws AppError what the load threw, `INFERENCE_WORKER_DIED` when the thread ended before it was ready,
 * `TIMED_OUT` after `startTimeoutMs`, or the abort reason of `signal`, which only counts until the thread is ready.
 */
export function startInferenceThread(
  options: InferenceThreadOptions,
  events: InferenceThreadEvents,
  signal?: AbortSignal,
): Promise<InferenceThread> {
  const { name, startTimeoutMs } = options;
  if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
  const abortCell = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const aborted = new Int32Array(abortCell);
  const boot: InferenceBoot = { workerData: options.workerData, abortCell };
  const worker = new Worker(options.entry, {
    name,
    workerData: boot,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const post = (message: ToInferenceThread, transfer: readonly Transferable[] = []): void =>
    worker.postMessage(message, [...transfer]);
  // `terminate` resolves to the exit code; the exit event tells all that is needed.
  const kill = (): void => void worker.terminate();

  const thread: InferenceThread = {
    run: (job, transfer) => post(job, transfer),
    abort(jobId) {
      Atomics.store(aborted, 0, jobId);
      post({ type: 'abort', id: jobId });
    },
    consumed: (jobId) => post({ type: 'consumed', id: jobId }),
    async close(graceMs) {
      post({ type: 'close' });
      const timer = setTimeout(kill, graceMs);
      await exited;
      clearTimeout(timer);
    },
    kill,
  };

  return new Promise((resolve, reject) => {
    let ready = false;
    let crash: unknown;
    const timer = setTimeout(() => {
      reject(
        new AppError('TIMED_OUT', {
          message: `Starting the worker ${name} took longer than ${startTimeoutMs} ms.`,
        }),
      );
      kill();
    }, startTimeoutMs);
    // It is over when the thread is: a process must not end while a thread loads a model.
    signal?.addEventListener('abort', kill, { once: true });
    worker.on('message', (message: FromInferenceThread) => {
      if (message.type === 'load-failed') {
        reject(unpackError(message.error));
      } else if (message.type === 'ready') {
        ready = true;
        clearTimeout(timer);
        signal?.removeEventListener('abort', kill);
        resolve(thread);
      } else {
        events.onMessage(message);
      }
    });
    worker.on('messageerror', (error) => {
      crash = error;
      kill();
    });
    worker.on('error', (error) => {
      crash = error;
    });
    worker.once('exit', (exitCode) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      if (ready) events.onExit(died(name, 'stopped', crash, exitCode));
      else if (signal?.aborted === true) reject(signal.reason as Error);
      else reject(died(name, 'stopped while it started', crash, exitCode));
    });
  });
}
