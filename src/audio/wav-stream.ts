import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '#core';
import { parseWavLayout, type WavLayout } from './wav-layout.ts';

/** A WAV file whose sound is read piece by piece. */
export interface WavStream {
  readonly sampleRateHz: number;
  readonly durationMs: number;
  /** Mono, the channels' mean. A float file may hold values beyond −1…1 and values that are no numbers. */
  pieces(signal: AbortSignal): AsyncGenerator<Float32Array, void, undefined>;
  readonly frameCount: number;
  /** As many of `count` frames as there are from the frame `from` on, one array for each channel. */
  frames(from: number, count: number): Promise<readonly Float32Array[]>;
  /** The stretch between two times, as much of it as there is; mono like {@link pieces}. */
  stretch(fromMs: number, toMs: number): Promise<Float32Array>;
  close(): Promise<void>;
}

const PIECE_FRAMES = 65_536;
/** More chunks before the sound than any program writes. */
const MAX_CHUNKS = 1000;
const LENGTH_UNKNOWN = 0xff_ff_ff_ff;

const invalid = (what: string): AppError =>
  new AppError('AUDIO_FILE_INVALID', { message: `The WAV file ${what}.` });

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

interface Sound {
  readonly layout: WavLayout;
  readonly from: number;
  readonly bytes: number;
}

/** Finds the sound without reading it: only the heads of the chunks and the format. */
async function locate(file: FileHandle): Promise<Sound> {
  const { size } = await file.stat();
  const head = await readAt(file, 0, 12);
  let format: Buffer | undefined;
  let position = 12;
  for (let count = 0; count < MAX_CHUNKS && position + 8 <= size; count += 1) {
    const chunk = await readAt(file, position, 8);
    const name = chunk.toString('latin1', 0, 4);
    const declared = chunk.readUInt32LE(4);
    if (name === 'fmt ') format = await readAt(file, position, 8 + Math.min(declared, 64));
    if (name === 'data') {
      const from = position + 8;
      const there = size - from;
      if (declared !== LENGTH_UNKNOWN && declared > there) {
        throw invalid(`is truncated: ${declared} bytes of sound are announced and ${there} are there`);
      }
      return { layout: layoutOf(head, format), from, bytes: Math.min(declared, there) };
    }
    position += 8 + declared + (declared % 2);
  }
  // Says what is wrong with the head, when that is wrong.
  parseWavLayout(head);
  throw invalid('is truncated or damaged: it has no data chunk');
}

/** Lets the reader of whole files judge the format: the same file with a single frame of sound. */
function layoutOf(head: Buffer, format: Buffer | undefined): WavLayout {
  if (format !== undefined) format.writeUInt32LE(format.length - 8, 4);
  const data = Buffer.alloc(8 + 1024);
  data.write('data', 'latin1');
  data.writeUInt32LE(LENGTH_UNKNOWN, 4);
  return parseWavLayout(Buffer.concat([head, ...(format === undefined ? [] : [format]), data]));
}

function toChannels(bytes: Buffer, { encoding, channels }: WavLayout): readonly Float32Array[] {
  const sampleBytes = encoding === 'pcm16' ? 2 : 4;
  const count = bytes.length / (sampleBytes * channels);
  return Array.from({ length: channels }, (_unused, channel) =>
    Float32Array.from({ length: count }, (_sample, n) => {
      const at = (n * channels + channel) * sampleBytes;
      return encoding === 'pcm16' ? bytes.readInt16LE(at) / 32_768 : bytes.readFloatLE(at);
    }),
  );
}

function toMono(bytes: Buffer, { encoding, channels }: WavLayout): Float32Array {
  const sampleBytes = encoding === 'pcm16' ? 2 : 4;
  const samples = new Float32Array(bytes.length / (sampleBytes * channels));
  for (let n = 0; n < samples.length; n += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      const at = (n * channels + channel) * sampleBytes;
      sum += encoding === 'pcm16' ? bytes.readInt16LE(at) / 32_768 : bytes.readFloatLE(at);
    }
    samples[n] = sum / channels;
  }
  return samples;
}

/**
 * Opens a WAV file (16-bit PCM or 32-bit float) of any length; memory stays flat.
 *
 * @throws AppError `AUDIO_FILE_INVALID` that says what is wrong with it.
 */
export async function openWavStream(path: string): Promise<WavStream> {
  const file = await open(path);
  try {
    const { layout, from, bytes } = await locate(file);
    const frameBytes = layout.channels * (layout.encoding === 'pcm16' ? 2 : 4);
    const end = from + bytes - (bytes % frameBytes);
    const at = (frame: number): number => Math.min(end, from + Math.max(0, frame) * frameBytes);
    const bytesOf = async (first: number, last: number): Promise<Buffer> => {
      const wanted = Math.max(0, at(last) - at(first));
      const frames = await readAt(file, at(first), wanted);
      if (frames.length < wanted) throw invalid('became shorter while it was read');
      return frames;
    };
    return {
      sampleRateHz: layout.sampleRateHz,
      durationMs: ((end - from) / frameBytes / layout.sampleRateHz) * 1000,
      async *pieces(signal) {
        for (let position = from; position < end; position += PIECE_FRAMES * frameBytes) {
          signal.throwIfAborted();
          const wanted = Math.min(PIECE_FRAMES * frameBytes, end - position);
          const piece = await readAt(file, position, wanted);
          if (piece.length < wanted) throw invalid('became shorter while it was read');
          yield toMono(piece, layout);
        }
      },
      frameCount: (end - from) / frameBytes,
      frames: async (first, count) => toChannels(await bytesOf(first, first + count), layout),
      async stretch(fromMs, toMs) {
        const [first, last] = [fromMs, toMs].map((ms) => Math.round((ms / 1000) * layout.sampleRateHz));
        return toMono(await bytesOf(first ?? 0, last ?? 0), layout);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
