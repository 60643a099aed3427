import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { AppError, withDeadline } from '#core';
import { bundledFfmpeg, findFfmpeg } from './find-ffmpeg.ts';
import { HEARING_SAMPLE_RATE_HZ } from './frames.ts';
import { createResampler } from './resampler.ts';
import { openWavStream, type WavStream } from './wav-stream.ts';

/** How a sound file is read. */
export interface DecodeFileOptions {
  readonly signal: AbortSignal;
  /** FFMPEG_PATH; found by itself when absent. */
  readonly ffmpegPath?: string | undefined;
  /** Longest time without any sound from ffmpeg. Default 60,000. */
  readonly stallTimeoutMs?: number;
  /** Called when the length is known; some files do not tell theirs. */
  readonly onDuration?: (durationMs: number) => void;
}

const SAMPLE_BYTES = 4;
/** What is kept of ffmpeg's messages for an error. */
const MAX_MESSAGE_LENGTH = 8192;

/**
 * Reads a sound file of any kind and length as mono samples at 16 kHz, piece by piece: 16-bit and float WAV
 * files by itself, all else (video files too) through ffmpeg. Leaving the loop ends the work.
 *
 * @throws AppError `AUDIO_FILE_INVALID`, `FFMPEG_MISSING`, `AUDIO_RATE_UNSUPPORTED`, `TIMED_OUT`; the abort reason of
 * `signal`.
 */
export async function* decodeSoundFile(
  path: string,
  options: DecodeFileOptions,
): AsyncGenerator<Float32Array, void, undefined> {
  options.signal.throwIfAborted();
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw new AppError('AUDIO_FILE_INVALID', {
      message: `${path} cannot be read: it does not exist, or it may not be opened.`,
      cause,
      context: { path },
    });
  });
  const wav = await openWav(path);
  if (wav === undefined) yield* decodeWithFfmpeg(path, options);
  else yield* decodeWav(wav, options);
}

/** Opens a WAV file; gives nothing for another kind, or for one of the rarer WAV formats. */
async function openWav(path: string): Promise<WavStream | undefined> {
  if (!['.wav', '.wave'].includes(extname(path).toLowerCase())) return undefined;
  try {
    return await openWavStream(path);
  } catch (error) {
    // ffmpeg knows more formats, and says itself what is wrong with a damaged file.
    if (error instanceof AppError && error.code === 'AUDIO_FILE_INVALID') return undefined;
    throw error;
  }
}

async function* decodeWav(
  wav: WavStream,
  { signal, onDuration }: DecodeFileOptions,
): AsyncGenerator<Float32Array, void, undefined> {
  try {
    onDuration?.(wav.durationMs);
    const resampler = createResampler(wav.sampleRateHz, HEARING_SAMPLE_RATE_HZ);
    for await (const piece of wav.pieces(signal)) yield resampler.push(piece);
    yield resampler.flush();
  } finally {
    await wav.close();
  }
}

/** Turns bytes into samples, whatever lengths the bytes come in. */
function createSampleReader(): (bytes: Uint8Array) => Float32Array {
  let rest = new Uint8Array(0);
  return (bytes) => {
    const whole = new Uint8Array(rest.length + bytes.length);
    whole.set(rest);
    whole.set(bytes, rest.length);
    const used = whole.length - (whole.length % SAMPLE_BYTES);
    rest = whole.slice(used);
    const view = new DataView(whole.buffer);
    return Float32Array.from({ length: used / SAMPLE_BYTES }, (_unused, n) =>
      view.getFloat32(n * SAMPLE_BYTES, true),
    );
  };
}

/** `Duration: 01:02:03.45`, as ffmpeg announces it. */
function durationIn(messages: string): number | undefined {
  const found = /Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/u.exec(messages);
  if (found === null) return undefined;
  return ((Number(found[1]) * 60 + Number(found[2])) * 60 + Number(found[3])) * 1000;
}

const lastLine = (messages: string): string =>
  messages
    .split(/\r?\n/u)
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? 'it said nothing';

async function* decodeWithFfmpeg(
  path: string,
  { signal, ffmpegPath, stallTimeoutMs = 60_000, onDuration }: DecodeFileOptions,
): AsyncGenerator<Float32Array, void, undefined> {
  const program = await findFfmpeg({
    configured: ffmpegPath,
    bundled: bundledFfmpeg(),
    searchPath: process.env['PATH'],
  });
  const format = ['-ac', '1', '-ar', String(HEARING_SAMPLE_RATE_HZ), '-f', 'f32le'];
  // A playlist must not make it fetch something from the network.
  const input = ['-protocol_whitelist', 'file,pipe', '-i', `file:${resolve(path)}`, '-map', '0:a:0'];
  const child = spawn(program, ['-nostdin', '-hide_banner', '-nostats', ...input, ...format, 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const failed = (what: string, cause?: unknown): AppError =>
    new AppError('AUDIO_FILE_INVALID', {
      message: `${path} cannot be read as sound: ${what}.`,
      cause,
      context: { path, program },
    });
  let messages = '';
  let isDurationKnown = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-MAX_MESSAGE_LENGTH);
    const durationMs = isDurationKnown ? undefined : durationIn(messages);
    if (durationMs === undefined) return;
    isDurationKnown = true;
    onDuration?.(durationMs);
  });
  // Listened to from the start, so that an end that comes early is not missed.
  const ended = once(child, 'close').then(
    ([code]) => ({ code: code as number | null }),
    (cause: unknown) => ({ code: null, cause }),
  );
  try {
    const toSamples = createSampleReader();
    const chunks = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      const wait = { timeoutMs: stallTimeoutMs, signal, what: 'The next sound from ffmpeg' };
      const next = await withDeadline(() => chunks.next(), wait);
      if (next.done === true) break;
      yield toSamples(next.value);
    }
    const end = await withDeadline(() => ended, {
      timeoutMs: stallTimeoutMs,
      signal,
      what: 'The end of ffmpeg',
    });
    if (end.code !== 0)
      throw failed(`ffmpeg says "${lastLine(messages)}"`, 'cause' in end ? end.cause : undefined);
  } finally {
    child.kill('SIGKILL');
    // Sound that nobody reads any more would keep the pipe, and with it the end, open for ever.
    child.stdout.destroy();
    await ended;
  }
}
