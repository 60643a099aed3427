import { readFile, stat, writeFile } from 'node:fs/promises';

import { AppError } from '#core';

import { wavData, wavHead } from './wav-bytes.ts';
import { parseWavLayout, type WavLayout } from './wav-layout.ts';

/** Sound as it came out of a WAV file. */
export interface WavAudio {
  /** The channels' mean, mono, in −1…1 (a float file may go beyond). */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** How many channels the file has. */
  readonly channels: number;
  readonly encoding: WavLayout['encoding'];
  /** The RIFF INFO comment, when there is one. */
  readonly comment?: string;
}

/** What {@link encodeWav} may be told. */
export interface WavOptions {
  /** Goes into the RIFF INFO list as `ICMT`; {@link AI_GENERATED_COMMENT} for everything that was synthesised. */
  readonly comment?: string;
  /** Default `pcm16`. */
  readonly encoding?: WavLayout['encoding'];
}

/** The comment that marks synthesised speech in a file. */
export const AI_GENERATED_COMMENT = 'AI-generated';

/** Larger files are refused: about 45 minutes of 48 kHz stereo. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/**
 * Reads a WAV file, or its bytes: 16-bit PCM or 32-bit float, any rate, any number of channels.
 *
 * @throws AppError `AUDIO_FILE_INVALID` that says what is wrong with it.
 */
export async function readWav(source: string | Uint8Array, signal?: AbortSignal): Promise<WavAudio> {
  if (typeof source !== 'string') return decodeWav(source);
  try {
    const { size } = await stat(source);
    if (size > MAX_FILE_BYTES) {
      throw invalid(`is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
    }
    return decodeWav(await readFile(source, { signal }));
  } catch (cause) {
    signal?.throwIfAborted();
    const detail = cause instanceof AppError ? cause.message : `The file cannot be read: ${String(cause)}`;
    throw new AppError('AUDIO_FILE_INVALID', {
      message: `${source}: ${detail}`,
      cause,
      context: { path: source },
    });
  }
}

/** As {@link readWav}, for bytes that are at hand. @throws AppError `AUDIO_FILE_INVALID`. */
export function decodeWav(bytes: Uint8Array): WavAudio {
  const { encoding, channels, sampleRateHz, data, comment } = parseWavLayout(bytes);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const sampleBytes = encoding === 'pcm16' ? 2 : 4;
  const read =
    encoding === 'pcm16'
      ? (at: number): number => view.getInt16(at, true) / 32_768
      : (at: number): number => view.getFloat32(at, true);
  const samples = new Float32Array(data.byteLength / (sampleBytes * channels));
  for (let n = 0; n < samples.length; n += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1)
      sum += read((n * channels + channel) * sampleBytes);
    if (!Number.isFinite(sum)) throw invalid(`holds a value that is no number at sample ${n}`);
    samples[n] = sum / channels;
  }
  return { samples, sampleRateHz, channels, encoding, ...(comment === undefined ? {} : { comment }) };
}

/**
 * Makes a mono WAV file. PCM is rounded to the nearest step and clipped at full scale; what
 * {@link decodeWav} read from PCM comes back bit by bit.
 *
 * @throws AppError `AUDIO_FILE_INVALID` when a sample is no number.
 */
export function encodeWav(samples: Float32Array, sampleRateHz: number, options: WavOptions = {}): Uint8Array {
  const data = wavData(samples, options.encoding);
  return Buffer.concat([wavHead(data.length, sampleRateHz, options), data]);
}

/** Writes {@link encodeWav}'s result to `path`. */
export async function writeWav(
  path: string,
  samples: Float32Array,
  sampleRateHz: number,
  options: WavOptions & { readonly signal?: AbortSignal } = {},
): Promise<void> {
  await writeFile(path, encodeWav(samples, sampleRateHz, options), { signal: options.signal });
}

function invalid(what: string): AppError {
  return new AppError('AUDIO_FILE_INVALID', { message: `The WAV file ${what}.` });
}
