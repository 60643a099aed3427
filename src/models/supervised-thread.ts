import { AppError, toAppError } from '#core';
import type { FromInferenceThread } from './inference-protocol.ts';
import {
  startInferenceThread,
  type InferenceThreadEvents,
  type InferenceThread,
  type InferenceThreadOptions,
} from './inference-thread.ts';
import { createRestartBudget } from './restart-budget.ts';

type WorkerFact =
  | { readonly type: 'started'; readonly loadMs: number }
  | { readonly type: 'died'; readonly error: AppError }
  | { readonly type: 'restarted'; readonly restarts: number; readonly loadMs: number }
  /** It died too often; for a while every job fails. */
  | { readonly type: 'gave-up'; readonly error: AppError };

/** What happens to a worker between its jobs; `worker` is its name. */
export type InferenceWorkerEvent = WorkerFact & { readonly worker: string };

/** How a thread is kept alive. */
export interface SupervisedThreadOptions extends InferenceThreadOptions {
  /** Time that a stopped job has to come to its next step before the thread is ended by force. */
  readonly graceMs: number;
  /**
   * New starts that are allowed within {@link restartWindowMs}; after more of them the thread rests that long,
   * and the next job starts it again.
   */
  readonly maxRestarts: number;
  readonly restartWindowMs: number;
  readonly onEvent?: (event: InferenceWorkerEvent) => void;
}

/** What the owner of the jobs is told. */
export interface ThreadListener {
  onMessage(message: Extract<FromInferenceThread, { id: number }>): void;
  /** A thread is there and idle. */
  onReady(): void;
  /** The thread is gone, and with it the job that ran; a new one is started. */
  onLost(error: AppError): void;
  /** There will be no other thread for a while. */
  onDead(error: AppError): void;
}

const deadError = ({ name, restartWindowMs }: SupervisedThreadOptions, cause?: unknown): AppError =>
  new AppError('INFERENCE_WORKER_DIED', {
    message: `The worker ${name} stopped too often and is not started again for ${restartWindowMs / 1000} s.`,
    retryable: false,
    ...(cause === undefined ? {} : { cause }),
    context: { worker: name },
  });

/** A thread that is started anew when it ends by itself, within bounds. */
export class SupervisedThread {
  readonly #options: SupervisedThreadOptions;
  readonly #listener: ThreadListener;
  readonly #mayRestart: () => boolean;
  #live: InferenceThread | undefined;
  #state: 'ready' | 'restarting' | 'dead' | 'closed' = 'restarting';
  #restarts = 0;
  #restarting: Promise<void> | undefined;
  #hungIn: string | undefined;
  /** When a thread that stopped too often may be started again. */
  #restedAtMs = 0;

  constructor(options: SupervisedThreadOptions, listener: ThreadListener) {
    this.#options = options;
    this.#listener = listener;
    this.#mayRestart = createRestartBudget(options.maxRestarts, options.restartWindowMs);
  }

  /** The first start. @throws AppError as `startInferenceThread` does; the abort reason. */
  async start(signal: AbortSignal | undefined): Promise<void> {
    const loadMs = await this.#startThread(signal);
    this.#emit({ type: 'started', loadMs });
  }

  /** The thread, while there is one. */
  get live(): InferenceThread | undefined {
    return this.#live;
  }

  get state(): 'ready' | 'restarting' | 'dead' | 'closed' {
    return this.#state;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /**
   * To be called before a job; a thread that has rested is started again.
   *
   * @throws AppError when there will be no thread for another job.
   */
  assertUsable(): void {
    const { name } = this.#options;
    if (this.#state === 'closed')
      throw new AppError('CANCELLED', { message: `The worker ${name} is closed.` });
    if (this.#state !== 'dead') return;
    if (performance.now() < this.#restedAtMs) throw deadError(this.#options);
    this.#beginRestart(deadError(this.#options));
  }

  /** Ends a thread that did not stop its job in time. */
  endHung(method: string): void {
    this.#hungIn = method;
    this.#live?.kill();
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    await this.#live?.close(this.#options.graceMs);
    await this.#restarting;
  }

  /** Gives the time that the start took, in ms. */
  async #startThread(signal?: AbortSignal): Promise<number> {
    const beganAtMs = performance.now();
    const events: InferenceThreadEvents = {
      onMessage: (message) => this.#listener.onMessage(message),
      onExit: (error) => this.#onExit(error),
    };
    const thread = await startInferenceThread(this.#options, events, signal);
    const loadMs = Math.round(performance.now() - beganAtMs);
    if (this.#state === 'closed') {
      await thread.close(this.#options.graceMs);
      return loadMs;
    }
    this.#live = thread;
    this.#state = 'ready';
    this.#listener.onReady();
    return loadMs;
  }

  #onExit(exitError: AppError): void {
    this.#live = undefined;
    if (this.#state === 'closed') return;
    const { name, graceMs } = this.#options;
    const error =
      this.#hungIn === undefined
        ? exitError
        : new AppError('INFERENCE_WORKER_DIED', {
            message: `The worker ${name} did not stop within ${graceMs} ms and was ended.`,
            context: { worker: name, method: this.#hungIn },
          });
    this.#hungIn = undefined;
    this.#state = 'restarting';
    this.#listener.onLost(error);
    this.#emit({ type: 'died', error });
    this.#beginRestart(error);
  }

  #beginRestart(lastError: AppError): void {
    this.#state = 'restarting';
    this.#restarting = this.#restart(lastError).finally(() => {
      this.#restarting = undefined;
    });
  }

  async #restart(cause: AppError): Promise<void> {
    let lastError = cause;
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
    this.#restedAtMs = performance.now() + this.#options.restartWindowMs;
    const last = deadError(this.#options, lastError);
    this.#listener.onDead(last);
    this.#emit({ type: 'gave-up', error: last });
  }

  #emit(fact: WorkerFact): void {
    this.#options.onEvent?.({ worker: this.#options.name, ...fact });
  }
}
