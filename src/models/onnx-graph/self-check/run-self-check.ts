import { fork } from 'node:child_process';
import { AppError, withDeadline } from '#core';
import type { CheckVerdict } from './check-case.ts';
import type { CheckRequest } from './check-edit.ts';

export interface SelfCheckOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Asks in a process of its own, and leaves no such process behind. */
function askChild(request: CheckRequest, signal: AbortSignal): Promise<CheckVerdict> {
  return new Promise((resolve, reject) => {
    // No flags of this process: a debugger or a test runner would come along with them.
    const child = fork(new URL('worker.ts', import.meta.url), [], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const end = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      child.removeAllListeners();
      // What the process says while it is being ended has no meaning any more.
      child.on('error', () => undefined);
      child.kill('SIGKILL');
      settle();
    };
    const fail = (message: string, cause?: unknown): void =>
      end(() =>
        reject(new AppError('MODEL_CHECK_FAILED', { message, ...(cause === undefined ? {} : { cause }) })),
      );
    const onAbort = (): void => end(() => reject(signal.reason as Error));
    signal.addEventListener('abort', onAbort, { once: true });
    child.once('message', (verdict) => end(() => resolve(verdict as CheckVerdict)));
    child.once('error', (cause) => fail('The process that checks an edited model could not be used.', cause));
    child.once('exit', (code, killedBy) =>
      fail(`The process that checks an edited model ended by itself (${killedBy ?? code}).`),
    );
    try {
      child.send(request);
    } catch (cause) {
      fail('The process that checks an edited model could not be asked.', cause);
    }
  });
}

/**
 * Compares an edited model with its original in a process of its own: the runtime keeps memory of every
 * session that it ever made, and a graph that it cannot bear may take the whole process down.
 *
 * @throws AppError `MODEL_CHECK_FAILED` when there is no verdict, `TIMED_OUT`, or the abort reason.
 */
export const runSelfCheck = (request: CheckRequest, options: SelfCheckOptions): Promise<CheckVerdict> =>
  withDeadline((signal) => askChild(request, signal), {
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    what: 'The check of an edited model',
  });
