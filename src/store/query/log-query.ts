import { Worker } from 'node:worker_threads';
import { AppError, UserError, withDeadline } from '#core';
import type { LogStats } from './event-stats.ts';
import type { FromQueryThread, QueryBoot, QueryMethod, QueryMethods, SentError } from './query-protocol.ts';
import type { LogPage, LogPageOptions, LogQuestion } from './search-events.ts';

const TIME_LIMIT_MS = 1000;
/** For what SQLite does without looking at rows, and for a start of the thread on a busy machine. */
const GRACE_MS = 10_000;
const MAX_WAITING = 20;

/** What is asked; times and limits have defaults. */
export type AskLog = Pick<LogQuestion, 'text' | 'guildId'> & {
  readonly showPersonal?: boolean;
  readonly signal: AbortSignal;
};

/** Answers questions to the log without keeping the process from anything else. */
export interface LogQuery {
  /**
   * One page of what a question finds, the newest first unless it says otherwise.
   *
   * @throws UserError `LOG_QUERY_INVALID`: what is wrong and where, in its message and `context`.
   * @throws AppError `LOG_QUERY_TIMED_OUT`, `STORE_…`; the abort reason.
   */
  page(ask: AskLog & Partial<LogPageOptions>): Promise<LogPage>;
  /** How often what a question finds happened. Throws as `page` does. */
  stats(ask: AskLog): Promise<LogStats>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** @param path - of `events.db`, which is only read. The thread is started by the first question. */
export function openLogQuery(path: string, { timeLimitMs = TIME_LIMIT_MS } = {}): LogQuery {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  const end = async (error: AppError): Promise<void> => {
    const ended = worker;
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    await ended?.terminate();
  };
  const start = (): Worker => {
    const boot: QueryBoot = { path };
    const started = new Worker(new URL('./worker.ts', import.meta.url), {
      name: 'log-query',
      workerData: boot,
    });
    // It keeps no process alive that has nothing else to do.
    started.unref();
    started.on('message', (message: FromQueryThread) => {
      const asker = waiting.get(message.id);
      waiting.delete(message.id);
      if ('error' in message) asker?.reject(received(message.error));
      else asker?.resolve(message.answer);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', (cause) => {
      if (worker === started) void end(threadError(cause));
    });
    return started;
  };
  const ask = async <Method extends QueryMethod>(
    method: Method,
    question: QueryMethods[Method]['ask'],
    signal: AbortSignal,
  ): Promise<QueryMethods[Method]['answer']> => {
    if (waiting.size >= MAX_WAITING) {
      throw new AppError('STORE_BUSY', {
        message: `${MAX_WAITING} questions to the log are waiting already.`,
      });
    }
    worker ??= start();
    worker.ref();
    const id = (lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, method, ask: question }, []);
    try {
      const deadline = {
        timeoutMs: timeLimitMs + GRACE_MS,
        signal,
        what: 'A question to the log',
        timeoutCode: 'LOG_QUERY_TIMED_OUT',
      } as const;
      return (await withDeadline(() => promise, deadline)) as QueryMethods[Method]['answer'];
    } catch (error) {
      // What hangs in there hangs for everybody.
      const isHanging = error instanceof AppError && error.code === 'LOG_QUERY_TIMED_OUT' && waiting.has(id);
      waiting.delete(id);
      if (isHanging) await end(error);
      throw error;
    }
  };
  const questionOf = ({ text, guildId, showPersonal = false }: AskLog): LogQuestion => ({
    text,
    ...(guildId !== undefined && { guildId }),
    showPersonal,
    timeLimitMs,
    nowMs: Date.now(),
  });
  return {
    page({ order = 'newest', limit = 50, from, ...asked }) {
      const which = { order, limit, ...(from !== undefined && { from }) };
      return ask('page', { ...questionOf(asked), ...which }, asked.signal);
    },
    stats: (asked) => ask('stats', questionOf(asked), asked.signal),
    close: () => end(new AppError('CANCELLED', { message: 'The log query is closed.' })),
  };
}

function received({ code, message, context, isUserError }: SentError): AppError {
  return new (isUserError ? UserError : AppError)(code, { message, context });
}

function threadError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  // Errors lose their class on the way out of a thread that could not start.
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  return new AppError(code === 'STORE_ABSENT' ? code : 'STORE_UNUSABLE', {
    message: message ?? 'The thread that answers questions to the log ended.',
    cause,
  });
}
