import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AppError } from '#core';

/** A program that is run to its end. */
export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Longest time without a line of output. */
  readonly stallTimeoutMs: number;
  readonly onLine?: (line: string) => void;
}

/** How it ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  /** The last lines of what it said, the newest last. */
  readonly lastLines: readonly string[];
}

const KEPT_LINES = 40;

/**
 * Runs a program and reads its output line by line.
 *
 * @throws AppError `TIMED_OUT` when it stalls; the system's error when it cannot be started; the abort reason of
 * `signal`.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { program, args, cwd, environment, signal, stallTimeoutMs, onLine } = run;
  signal.throwIfAborted();
  const child = spawn(program, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...environment },
  });
  let stopped: unknown;
  const stop = (reason: unknown): void => {
    stopped ??= reason;
    child.kill('SIGKILL');
  };
  const onStall = (): void =>
    stop(new AppError('TIMED_OUT', { message: `${program} said nothing for ${stallTimeoutMs} ms.` }));
  const onAbort = (): void => stop(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  let timer = setTimeout(onStall, stallTimeoutMs);
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      clearTimeout(timer);
      timer = setTimeout(onStall, stallTimeoutMs);
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      onLine?.(line);
    });
  }
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    if (stopped !== undefined) throw stopped;
    return { exitCode, lastLines };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
