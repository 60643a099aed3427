import { AppError } from '#core';
import { InferenceJob, type JobListener, type JobOptions } from './inference-job.ts';
import type { FromInferenceThread } from './inference-protocol.ts';
import { JobQueue } from './job-queue.ts';
import { readJobStream } from './job-stream.ts';
import { unpackError } from './packed-error.ts';
import { SupervisedThread, type InferenceWorkerEvent } from './supervised-thread.ts';

/** How a worker is run. */
export interface InferenceWorkerOptions {
  /** For messages and thread names. */
  readonly name: string;
  /** The module that calls `serveInference`. */
  readonly entry: URL;
  /** Given to the service's `load`; must be cloneable. */
  readonly workerData: unknown;
  /** Jobs that may wait besides the running one; see {@link JobQueue} for what happens to more. */
  readonly maxQueued: number;
  readonly startTimeoutMs: number;
  /** Time that a stopped job has to come to its next step before the thread is ended. Default 15,000. */
  readonly graceMs?: number;
  /**
   * New starts that are allowed within {@link restartWindowMs}. Default 3. When it stops more often jobs fail for
   * that long; then the next one starts it again.
   */
  readonly maxRestarts?: number;
  /** Default 60,000. */
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

const DEFAULTS = { graceMs: 15_000, maxRestarts: 3, restartWindowMs: 60_000 };

/**
 * A model on its own thread. Jobs run one at a time, the more urgent first and else in the order of their
 * requests. When the thread crashes or hangs the running job fails, a new thread is started, and the jobs that
 * wait go on.
 */
export class InferenceWorker {
  readonly #options: InferenceWorkerOptions & typeof DEFAULTS;
  readonly #thread: SupervisedThread;
  readonly #queue: JobQueue;
  #running: InferenceJob | undefined;
  /** Runs while the running job is being stopped. */
  #graceTimer: NodeJS.Timeout | undefined;
  #nextId = 1;
  #completed = 0;
  #failed = 0;

  private constructor(options: InferenceWorkerOptions) {
    this.#options = { ...DEFAULTS, ...options };
    this.#queue = new JobQueue(options.name, options.maxQueued);
    this.#thread = new SupervisedThread(this.#options, {
      onMessage: (message) => this.#onMessage(message),
      onReady: () => this.#next(),
      onLost: (error) => this.#endRunning((job) => job.fail(error)),
      onDead: (error) => this.#failQueued(error),
    });
  }

  static async start(options: InferenceWorkerOptions, signal?: AbortSignal): Promise<InferenceWorker> {
    const worker = new InferenceWorker(options);
    await worker.#thread.start(signal);
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
        if (job === this.#running) this.#thread.live?.consumed(job.message.id);
      };
    });
  }

  stats(): InferenceWorkerStats {
    return {
      state: this.#thread.state,
      queued: this.#queue.length,
      running: this.#running !== undefined,
      completed: this.#completed,
      failed: this.#failed,
      restarts: this.#thread.restarts,
    };
  }

  /** Ends the worker; what runs or waits fails with `CANCELLED`. */
  async close(): Promise<void> {
    if (this.#thread.state === 'closed') return;
    const error = new AppError('CANCELLED', { message: `The worker ${this.#options.name} is closed.` });
    this.#failQueued(error);
    this.#endRunning((job) => {
      this.#thread.live?.abort(job.message.id);
      job.fail(error);
    });
    await this.#thread.close();
  }

  #request(method: string, payload: unknown, options: JobOptions, listener: JobListener): InferenceJob {
    options.signal.throwIfAborted();
    this.#thread.assertUsable();
    this.#queue.admit(options.priority ?? 'live');
    const message = { type: 'job', id: this.#nextId, method, payload } as const;
    this.#nextId += 1;
    const job = new InferenceJob(message, options, listener, (late, reason) => this.#stop(late, reason));
    this.#queue.push(job);
    this.#next();
    return job;
  }

  #next(): void {
    const thread = this.#thread.live;
    if (thread === undefined || this.#running !== undefined) return;
    const job = this.#queue.shift();
    if (job === undefined) return;
    this.#running = job;
    try {
      thread.run(job.message, job.transfer);
    } catch (cause) {
      // A payload that cannot be cloned is the fault of its sender, and the thread never saw the job.
      const message = `The payload of ${job.message.method} cannot be sent.`;
      this.#endRunning(() => job.fail(new AppError('INTERNAL', { message, cause })));
      this.#next();
    }
  }

  #stop(job: InferenceJob, reason: 'aborted' | 'late'): void {
    const waited = this.#queue.remove(job);
    // A late job that runs is told its outcome when it has stopped.
    if (reason === 'aborted') job.fail(job.abortReason());
    else if (waited) job.fail(job.lateError());
    if (job !== this.#running || this.#graceTimer !== undefined) return;
    this.#thread.live?.abort(job.message.id);
    this.#graceTimer = setTimeout(() => this.#thread.endHung(job.message.method), this.#options.graceMs);
  }

  #onMessage(message: Extract<FromInferenceThread, { id: number }>): void {
    if (this.#running?.message.id !== message.id) return;
    if (message.type === 'piece') {
      this.#running.piece(message.value);
      return;
    }
    const stopped = this.#graceTimer !== undefined;
    const done = message.type === 'done' && !stopped;
    this.#endRunning((job) => {
      if (stopped) job.fail(job.lateError());
      else if (message.type === 'done') job.done(message.value);
      else job.fail(unpackError(message.error));
    }, done);
    this.#next();
  }

  #endRunning(settle: (job: InferenceJob) => void, completed = false): void {
    const job = this.#running;
    if (job === undefined) return;
    clearTimeout(this.#graceTimer);
    this.#graceTimer = undefined;
    this.#running = undefined;
    if (completed) this.#completed += 1;
    else this.#failed += 1;
    settle(job);
  }

  #failQueued(error: AppError): void {
    for (const job of this.#queue.clear()) job.fail(error);
  }
}

/**
 * Starts a worker thread and waits until its model is loaded.
 *
 * @param signal - calls the start off, also in the middle of loading a model.
 * @throws AppError what the service's `load` threw, `INFERENCE_WORKER_DIED`, `TIMED_OUT`; the abort reason.
 */
export const startInferenceWorker = (
  options: InferenceWorkerOptions,
  signal?: AbortSignal,
): Promise<InferenceWorker> => InferenceWorker.start(options, signal);
