import type { Transferable } from 'node:worker_threads';
import { AppError } from '#core';
import type { JobMessage } from './inference-protocol.ts';
import type { JobPriority } from './job-priority.ts';

/** How one job is run. */
export interface JobOptions {
  readonly signal: AbortSignal;
  /** From the request to the end, the time in the queue included. */
  readonly timeoutMs: number;
  /** Default `live`. */
  readonly priority?: JobPriority;
  /** Buffers of the payload that move to the thread instead of being copied. */
  readonly transfer?: readonly Transferable[];
}

/** Where a job's results go; each job calls `onDone` or `onFailed` once. */
export interface JobListener {
  onPiece(value: unknown): void;
  onDone(value: unknown): void;
  onFailed(error: unknown): void;
}

/** Why a job has to stop before its end. */
export type JobStop = (job: InferenceJob, reason: 'aborted' | 'late') => void;

/** One request from its place in the queue to its only outcome. */
export class InferenceJob {
  readonly message: JobMessage;
  readonly priority: JobPriority;
  readonly transfer: readonly Transferable[];
  readonly #listener: JobListener;
  readonly #release: () => void;
  #settled = false;

  constructor(message: JobMessage, options: JobOptions, listener: JobListener, stop: JobStop) {
    const { signal, timeoutMs } = options;
    this.message = message;
    this.priority = options.priority ?? 'live';
    this.transfer = options.transfer ?? [];
    this.#listener = listener;
    const onAbort = (): void => stop(this, 'aborted');
    const timer = setTimeout(() => stop(this, 'late'), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#release = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    this.abortReason = () => signal.reason as unknown;
    this.lateError = () =>
      new AppError('TIMED_OUT', { message: `The job ${message.method} took longer than ${timeoutMs} ms.` });
  }

  /** Why the caller does not want the job any more. */
  readonly abortReason: () => unknown;
  /** What the caller is told when the deadline passed. */
  readonly lateError: () => AppError;

  get settled(): boolean {
    return this.#settled;
  }

  piece(value: unknown): void {
    if (!this.#settled) this.#listener.onPiece(value);
  }

  done(value: unknown): void {
    if (this.#settle()) this.#listener.onDone(value);
  }

  fail(error: unknown): void {
    if (this.#settle()) this.#listener.onFailed(error);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#release();
    return true;
  }
}
