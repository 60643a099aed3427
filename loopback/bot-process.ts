import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError, sleep, withDeadline } from '#core';

/** One JSON line that the bot logged. */
export type BotLogLine = Readonly<Record<string, unknown>>;

/** How a bot is started. */
export interface BotProcessOptions {
  /**
   * Settings, beside what a process needs to run at all; nothing else of this process's environment is passed
   * on. Without DATA_FOLDER the bot gets one of its own, which is removed when it has ended.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder in which it runs and looks for `.env`. */
  readonly cwd: string;
  /** The bot's entry file. */
  readonly entry: string;
  /** Arguments for Node itself, before the entry. */
  readonly nodeArguments?: readonly string[];
  /** Arguments for the bot, after the entry. */
  readonly entryArguments?: readonly string[];
}

/** A bot in a process of its own, known only by what it logs and how it ends. */
export interface BotProcess {
  /** Everything that it logged so far. */
  readonly lines: readonly BotLogLine[];
  /** What it wrote beside its log. */
  readonly errorOutput: () => string;
  /** Undefined while it runs. */
  readonly exitCode: () => number | null | undefined;
  /** Waits for a line, counting those that are there. @throws AppError when it ends or the time is over first. */
  waitForLine(fits: (line: BotLogLine) => boolean, timeoutMs: number): Promise<BotLogLine>;
  /** Waits for its end. @returns the exit code, null when a signal ended it. */
  waitForExit(timeoutMs: number): Promise<number | null>;
  /** Ends it at once, as a crash does. */
  kill(): void;
  /** Asks it to stop, and insists after 8 s. */
  stop(): Promise<number | null>;
}

const STOP_DEADLINE_MS = 8000;
const CHECK_INTERVAL_MS = 20;
const MAX_ERROR_OUTPUT = 64_000;

/** Starts a bot. Its log lines are read as JSON; a line that is none counts as error output. */
export function startBotProcess(options: BotProcessOptions): BotProcess {
  const { environment, cwd, entry, nodeArguments = [], entryArguments = [] } = options;
  const lines: BotLogLine[] = [];
  let errorOutput = '';
  const ownFolder = environment['DATA_FOLDER'] ? undefined : mkdtempSync(join(tmpdir(), 'aichat-bot-'));
  const child = spawn(process.execPath, [...nodeArguments, entry, ...entryArguments], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      ...(ownFolder !== undefined && { DATA_FOLDER: ownFolder }),
      // Several bots run beside each other.
      API_PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const keepError = (text: string): void => {
    errorOutput = (errorOutput + text).slice(-MAX_ERROR_OUTPUT);
  };
  child.stderr.setEncoding('utf8').on('data', keepError);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) lines.push(JSON.parse(line) as BotLogLine);
    else keepError(`${line}\n`);
  });
  let exitCode: number | null | undefined;
  child.once('exit', (code) => {
    exitCode = code;
    if (ownFolder !== undefined) rmSync(ownFolder, { recursive: true, force: true });
  });
  const waitForExit = (timeoutMs: number): Promise<number | null> =>
    withDeadline((signal) => until(() => exitCode, signal), {
      timeoutMs,
      what: 'Waiting for the bot to end',
    });
  return {
    lines,
    errorOutput: () => errorOutput,
    exitCode: () => exitCode,
    waitForLine: (fits, timeoutMs) =>
      withDeadline(
        async (signal) =>
          until(() => {
            const line = lines.find(fits);
            if (line || exitCode === undefined) return line;
            throw new AppError('LOOPBACK_BOT_ABSENT', {
              message: `The bot ended with code ${exitCode} before it logged what was waited for.\n${errorOutput}`,
            });
          }, signal),
        { timeoutMs, what: 'Waiting for a log line of the bot' },
      ),
    waitForExit,
    kill: () => void child.kill('SIGKILL'),
    stop: () => stop(child, waitForExit),
  };
}

async function stop(
  child: ChildProcess,
  waitForExit: (timeoutMs: number) => Promise<number | null>,
): Promise<number | null> {
  child.kill('SIGTERM');
  try {
    return await waitForExit(STOP_DEADLINE_MS);
  } catch {
    // It did not listen; nothing of it may outlive its starter.
    child.kill('SIGKILL');
    return waitForExit(STOP_DEADLINE_MS);
  }
}

async function until<Result>(look: () => Result | undefined, signal: AbortSignal): Promise<Result> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(CHECK_INTERVAL_MS, signal);
  }
}
