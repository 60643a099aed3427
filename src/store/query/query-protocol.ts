import type { ErrorCode } from '#core';
import type { LogStats } from './event-stats.ts';
import type { LogPage, LogPageOptions, LogQuestion } from './search-events.ts';

/** What the asking thread is started with. */
export interface QueryBoot {
  readonly path: string;
}

/** Every kind of question by name: what it is asked with and what comes back. */
export interface QueryMethods {
  page: { readonly ask: LogQuestion & LogPageOptions; readonly answer: LogPage };
  stats: { readonly ask: LogQuestion; readonly answer: LogStats };
}
export type QueryMethod = keyof QueryMethods;

export type ToQueryThread = {
  [Method in QueryMethod]: {
    readonly id: number;
    readonly method: Method;
    readonly ask: QueryMethods[Method]['ask'];
  };
}[QueryMethod];

/** An error on its way between threads. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly isUserError: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

export type FromQueryThread =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: SentError };
