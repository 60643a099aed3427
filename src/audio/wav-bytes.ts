import { AppError } from '#core';

import type { WavLayout } from './wav-layout.ts';

/** What the head of a WAV file has to say. */
export interface WavHeadOptions {
  /** Goes into the RIFF INFO list as `ICMT`. */
  readonly comment?: string | undefined;
  /** Default `pcm16`. */
  readonly encoding?: WavLayout['encoding'] | undefined;
}

/** RIFF counts its bytes with 32 bits; the part beside the sound is far below this. */
const MAX_DATA_BYTES = 2 ** 32 - 4096;

/**
 * Everything of a mono WAV file that stands before its sound. Its length does not depend on `dataBytes`.
 *
 * @param dataBytes - length of the sound; even, or the file needs one more byte after it.
 * @throws AppError `AUDIO_FILE_INVALID` for more than RIFF can count.
 */
export function wavHead(dataBytes: number, sampleRateHz: number, options: WavHeadOptions = {}): Uint8Array {
  const { comment, encoding = 'pcm16' } = options;
  if (dataBytes > MAX_DATA_BYTES) throw unwritable(`would be larger than a WAV file can be`);
  const sampleBytes = encoding === 'pcm16' ? 2 : 4;
  const format = Buffer.alloc(16);
  format.writeUInt16LE(encoding === 'pcm16' ? 1 : 3, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(sampleRateHz, 4);
  format.writeUInt32LE(sampleRateHz * sampleBytes, 8);
  format.writeUInt16LE(sampleBytes, 12);
  format.writeUInt16LE(sampleBytes * 8, 14);
  const info =
    comment === undefined
      ? Buffer.alloc(0)
      : chunk('LIST', Buffer.from('INFO'), chunk('ICMT', Buffer.from(`${comment}\0`)));
  const body = Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format), info]);
  const rest = body.length + 8 + dataBytes + (dataBytes % 2);
  return Buffer.concat([chunkHead('RIFF', rest), body, chunkHead('data', dataBytes)]);
}

/**
 * Samples as they stand in a WAV file: PCM is rounded to the nearest step and clipped at full scale.
 *
 * @throws AppError `AUDIO_FILE_INVALID` when a sample is no number.
 */
export function wavData(samples: Float32Array, encoding: WavLayout['encoding'] = 'pcm16'): Uint8Array {
  const data = Buffer.alloc(samples.length * (encoding === 'pcm16' ? 2 : 4));
  for (let n = 0; n < samples.length; n += 1) {
    const value = samples[n] as number;
    if (!Number.isFinite(value)) throw unwritable(`would hold a value that is no number at sample ${n}`);
    if (encoding === 'float32') data.writeFloatLE(value, n * 4);
    else data.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))), n * 2);
  }
  return data;
}

/** A RIFF chunk: name, length, content, and a zero that makes its length even. */
function chunk(name: string, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([chunkHead(name, length), ...parts, Buffer.alloc(length % 2)]);
}

function chunkHead(name: string, length: number): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(length, 4);
  return head;
}

function unwritable(what: string): AppError {
  return new AppError('AUDIO_FILE_INVALID', { message: `The WAV file ${what}.` });
}
