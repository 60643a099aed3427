import type { ErrorCode } from '#core';

/** What the thread is started with, as its `workerData`. */
export interface InferenceBoot {
  readonly workerData: unknown;
  /** One `Int32Array` cell: the id of the job that must stop, 0 for none. */
  readonly abortCell: SharedArrayBuffer;
}

/** An error on its way between the threads: `structuredClone` would lose its class and its fields. */
export interface PackedError {
  readonly kind: 'app' | 'user';
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly context: Readonly<Record<string, unknown>>;
  readonly cause: string | undefined;
  readonly stack: string | undefined;
}

/** Asks the thread for one job. */
export interface JobMessage {
  readonly type: 'job';
  /** 1 or more. */
  readonly id: number;
  readonly method: string;
  readonly payload: unknown;
}

/** What the caller says to the thread. */
export type ToInferenceThread =
  | JobMessage
  /** The job's result is not wanted any more. */
  | { readonly type: 'abort'; readonly id: number }
  /** One piece of the job's stream was read. */
  | { readonly type: 'consumed'; readonly id: number }
  /** End after the running job. */
  | { readonly type: 'close' };

/** What the thread says to the caller. */
export type FromInferenceThread =
  | { readonly type: 'ready' }
  | { readonly type: 'load-failed'; readonly error: PackedError }
  | { readonly type: 'piece'; readonly id: number; readonly value: unknown }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: PackedError };

/** Pieces of a stream that may wait unread; the thread holds the job when there are more. */
export const MAX_UNREAD_PIECES = 8;
