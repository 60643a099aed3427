import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '#core';
import { bundledFfmpeg, findFfmpeg } from './find-ffmpeg.ts';

/** How ffmpeg is run. */
export interface RunFfmpegOptions {
  readonly signal: AbortSignal;
  /** FFMPEG_PATH; found by itself when absent. */
  readonly ffmpegPath?: string | undefined;
  /** Longest time without a word of progress. Default 60,000. */
  readonly stallTimeoutMs?: number;
  /** Called with the time up to which sound was written. */
  readonly onProgress?: (writtenMs: number) => void;
}

/** How a run of ffmpeg ended. */
export interface FfmpegRun {
  readonly exitCode: number | null;
  /** The end of what it said. */
  readonly messages: string;
}

const MAX_MESSAGE_LENGTH = 65_536;
/** ffmpeg reports twice a second, and says the time in microseconds. */
const WRITTEN = /^out_time_us=(\d+)$/gmu;

/**
 * Runs ffmpeg to its end and gives its messages; it reads nothing but files.
 *
 * @param args - inputs and outputs; file names as `file:/absolute/path`, so that no name is taken for an option.
 * @throws AppError `FFMPEG_MISSING`, `TIMED_OUT` when it stalls; the abort reason of `signal`.
 */
export async function runFfmpeg(args: readonly string[], options: RunFfmpegOptions): Promise<FfmpegRun> {
  const { signal, ffmpegPath, stallTimeoutMs = 60_000, onProgress } = options;
  signal.throwIfAborted();
  const program = await findFfmpeg({
    configured: ffmpegPath,
    bundled: bundledFfmpeg(),
    searchPath: process.env['PATH'],
  });
  const common = ['-nostdin', '-hide_banner', '-nostats', '-progress', 'pipe:1'];
  const child = spawn(program, [...common, '-protocol_whitelist', 'file', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let stopped: unknown;
  const stop = (reason: unknown): void => {
    stopped ??= reason;
    child.kill('SIGKILL');
  };
  const onStall = (): void =>
    stop(
      new AppError('TIMED_OUT', {
        message: `ffmpeg made no progress for ${stallTimeoutMs} ms.`,
        context: { program },
      }),
    );
  let timer = setTimeout(onStall, stallTimeoutMs);
  const onAbort = (): void => stop(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  let messages = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-MAX_MESSAGE_LENGTH);
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    clearTimeout(timer);
    timer = setTimeout(onStall, stallTimeoutMs);
    for (const [, writtenUs] of text.matchAll(WRITTEN)) onProgress?.(Number(writtenUs) / 1000);
  });
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    if (stopped !== undefined) throw stopped;
    return { exitCode, messages };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
