import { AppError, toAppError } from '#core';
import { InferenceJob, type JobListener, type JobOptions } from './inference-job.ts';
import type { FromInferenceThread } from './inference-protocol.ts';
import { startInferenceThread, type InferenceThread } from './inference-thread.ts';
import { readJobStream } from './job-stream.ts';
import { unpackError } from './packed-error.ts';
import { createRestartBudget } from './restart-budget.ts';

type WorkerFact =
  | { readonly type: 'started'; readonly loadMs: number }
  | { readonly type: 'died'; readonly error: AppError }
  | { readonly type: 'restarted'; readonly restarts: number; readonly loadMs: number }
  /** It died too often; every job fails from now on. */
  | { readonly type: 'gave-up'; readonly error: AppError };

/** What happens to a worker between its jobs; `worker` is its name. */
export type InferenceWorkerEvent = WorkerFact & { readonly worker: string };

/** How a worker is run. */
export interface InferenceWorkerOptions {
  /** For messages and thread names. */
  readonly name: string;
  /** The module that calls `serveInference`. */
  readonly entry: URL;
  /** Given to the service's `load`; must be cloneable. */
  readonly workerData: unknown;
  /** Jobs that may wait besides the running one; more are refused with `INFERENCE_QUEUE_FULL`. */
  readonly maxQueued: number;
  readonly startTimeoutMs: number;
  /** Time that a stopped job has to come to its next step before the thread is ended by force. */
  readonly graceMs?: number;
  /** New starts that are allowed within {@link restartWindowMs}. */
  readonly maxRestarts?: number;
  readonly restartWindowMs?: number;
  readonly onEvent?: (event: InferenceWorkerEvent) => void;
}

/** Figures for `/status`. */
export interface InferenceWorkerStats {
  readonly state: 'ready' | 'restarting' | 'dead' | 'closed';
  readonly queued: number;
  readonly running: boolean;
  readonly completed: number;
  readonly failed: number;
  readonly restarts: number;
}

const closedError = (name: string): AppError =>
  new AppError('CANCELLED', { message: `The worker ${name} is closed.` });

const deadError = (name: string, cause?: unknown): AppError =>
  new AppError('INFERENCE_WORKER_DIED', {
    message: `The worker ${name} stopped too often and is not started again.`,
    retryable: false,
    ...(cause === undefined ? {} : { cause }),
    context: { worker: name },
  });

/**
 * A model on its own thread. Jobs run one at a time in the order of their requests. When the thread
 * crashes or hangs the running job fails, a new thread is started, and the jobs that wait go on.
 */
export class InferenceWorker {
  readonly #options: Required<Omit<InferenceWorkerOptions, 'onEvent'>> &
    Pick<InferenceWorkerOptions, 'onEvent'>;
  readonly #queue: InferenceJob[] = [];
  readonly #mayRestart: () => boolean;
  #thread: InferenceThread | undefined;
  #running: InferenceJob | undefined;
  #graceTimer: NodeJS.Timeout | undefined;
  #state: InferenceWorkerStats['state'] = 'restarting';
  #hung = false;
  #restarting: Promise<void> | undefined;
  #nextId = 1;
  #completed = 0;
  #failed = 0;
  #restarts = 0;

  private constructor(options: InferenceWorkerOptions) {
    this.#options = { graceMs: 15_000, maxRestarts: 3, restartWindowMs: 60_000, ...options };
    this.#mayRestart = createRestartBudget(this.#options.maxRestarts, this.#options.restartWindowMs);
  }

  static async start(options: InferenceWorkerOptions): Promise<InferenceWorker> {
    const worker = new InferenceWorker(options);
    const loadMs = await worker.#startThread();
    worker.#emit({ type: 'started', loadMs });
    return worker;
  }

  /**
   * Runs a job that has one result.
   *
   * @throws AppError what the method threw, `INFERENCE_QUEUE_FULL`, `TIMED_OUT`, `INFERENCE_WORKER_DIED`,
   * `CANCELLED` after {@link close}; or the abort reason of `signal`.
   */
  call<Result>(method: string, payload: unknown, options: JobOptions): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#request(method, payload, options, {
        onPiece: () => reject(new AppError('INTERNAL', { message: `The method ${method} is a stream.` })),
        onDone: (value) => resolve(value as Result),
        onFailed: reject,
      });
    });
  }

  /**
   * Runs a job that yields a stream. It is requested when the reading begins; leaving the loop stops it.
   * The thread holds the job while 8 pieces wait unread.
   *
   * @throws AppError as {@link call} does.
   */
  stream<Piece>(
    method: string,
    payload: unknown,
    options: JobOptions,
  ): AsyncGenerator<Piece, void, undefined> {
    return readJobStream<Piece>(options.signal, (signal, listener) => {
      const job = this.#request(method, payload, { ...options, signal }, listener);
      return () => {
        if (job === this.#running) this.#thread?.consumed(job.message.id);
      };
    });
  }

  stats(): InferenceWorkerStats {
    return {
      state: this.#state,
      queued: this.#queue.length,
      running: this.#running !== undefined,
      completed: this.#completed,
      failed: this.#failed,
      restarts: this.#restarts,
    };
  }

  /** Ends the worker; what runs or waits fails with `CANCELLED`. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    const { name, graceMs } = this.#options;
    const running = this.#running;
    this.#clearRunning();
    if (running !== undefined) this.#thread?.abort(running.message.id);
    for (const job of [running, ...this.#queue.splice(0)]) job?.fail(closedError(name));
    await this.#thread?.close(graceMs);
    await this.#restarting;
  }

  #request(method: string, payload: unknown, options: JobOptions, listener: JobListener): InferenceJob {
    const { name, maxQueued } = this.#options;
    options.signal.throwIfAborted();
    if (this.#state === 'closed') throw closedError(name);
    if (this.#state === 'dead') throw deadError(name);
    if (this.#queue.length >= maxQueued) {
      throw new AppError('INFERENCE_QUEUE_FULL', {
        message: `${maxQueued} jobs wait for the worker ${name} already.`,
        context: { worker: name, maxQueued },
      });
    }
    const message = { type: 'job', id: this.#nextId, method, payload } as const;
    this.#nextId += 1;
    const job = new InferenceJob(message, options, listener, (late, reason) => this.#stop(late, reason));
    this.#queue.push(job);
    this.#next();
    return job;
  }

  #next(): void {
    if (this.#thread === undefined || this.#running !== undefined) return;
    const job = this.#queue.shift();
    if (job === undefined) return;
    this.#running = job;
    try {
      this.#thread.run(job.message, job.transfer);
    } catch (error) {
      // A payload that cannot be cloned is the fault of its sender, and the thread never saw the job.
      this.#running = undefined;
      this.#count(false);
      job.fail(
        new AppError('INTERNAL', {
          message: `The payload of ${job.message.method} cannot be sent.`,
          cause: error,
        }),
      );
      this.#next();
    }
  }

  #stop(job: InferenceJob, reason: 'aborted' | 'late'): void {
    const place = this.#queue.indexOf(job);
    if (place >= 0) this.#queue.splice(place, 1);
    if (place >= 0 || reason === 'aborted') {
      job.fail(reason === 'aborted' ? job.abortReason() : job.lateError());
    }
    if (job !== this.#running || this.#graceTimer !== undefined) return;
    this.#thread?.abort(job.message.id);
    this.#graceTimer = setTimeout(() => {
      this.#hung = true;
      this.#thread?.kill();
    }, this.#options.graceMs);
  }

  #onMessage(message: Extract<FromInferenceThread, { id: number }>): void {
    const job = this.#running;
    if (job?.message.id !== message.id) return;
    if (message.type === 'piece') {
      job.piece(message.value);
      return;
    }
    const late = this.#graceTimer !== undefined;
    this.#clearRunning();
    this.#count(message.type === 'done' && !late);
    if (late) job.fail(job.lateError());
    else if (message.type === 'done') job.done(message.value);
    else job.fail(unpackError(message.error));
    this.#next();
  }

  #clearRunning(): void {
    clearTimeout(this.#graceTimer);
    this.#graceTimer = undefined;
    this.#running = undefined;
  }

  #count(completed: boolean): void {
    if (completed) this.#completed += 1;
    else this.#failed += 1;
  }

  /** Gives the time that the start took, in ms. */
  async #startThread(): Promise<number> {
    const beganAtMs = performance.now();
    const thread = await startInferenceThread(this.#options, {
      onMessage: (message) => this.#onMessage(message),
      onExit: (error) => this.#onExit(error),
    });
    const loadMs = Math.round(performance.now() - beganAtMs);
    if (this.#state === 'closed') {
      await thread.close(this.#options.graceMs);
      return loadMs;
    }
    this.#thread = thread;
    this.#state = 'ready';
    this.#next();
    return loadMs;
  }

  #onExit(exitError: AppError): void {
    this.#thread = undefined;
    if (this.#state === 'closed') return;
    const job = this.#running;
    this.#clearRunning();
    const { name, graceMs } = this.#options;
    const error = this.#hung
      ? new AppError('INFERENCE_WORKER_DIED', {
          message: `The worker ${name} did not stop within ${graceMs} ms and was ended.`,
          context: { worker: name, method: job?.message.method },
        })
      : exitError;
    this.#hung = false;
    this.#state = 'restarting';
    if (job !== undefined) {
      this.#count(false);
      job.fail(error);
    }
    this.#restarting = this.#restart(error).finally(() => {
      this.#restarting = undefined;
    });
  }

  async #restart(error: AppError): Promise<void> {
    let lastError = error;
    this.#emit({ type: 'died', error });
    while (this.#mayRestart()) {
      this.#restarts += 1;
      try {
        const loadMs = await this.#startThread();
        if (this.#state === 'ready') this.#emit({ type: 'restarted', restarts: this.#restarts, loadMs });
        return;
      } catch (startError) {
        lastError = toAppError(startError, 'INFERENCE_WORKER_DIED');
        if (this.#state === 'closed') return;
        this.#emit({ type: 'died', error: lastError });
      }
    }
    this.#state = 'dead';
    const last = deadError(this.#options.name, lastError);
    for (const job of this.#queue.splice(0)) job.fail(last);
    this.#emit({ type: 'gave-up', error: last });
  }

  #emit(fact: WorkerFact): void {
    this.#options.onEvent?.({ worker: this.#options.name, ...fact });
  }
}

/**
 * Starts a worker thread and waits until its model is loaded.
 *
 * @throws AppError what the service's `load` threw, `INFERENCE_WORKER_DIED`, `TIMED_OUT`.
 */
export const startInferenceWorker = (options: InferenceWorkerOptions): Promise<InferenceWorker> =>
  InferenceWorker.start(options);
