import { AppError } from '#core';

/** What a WAV file says about itself, and where its sound lies. */
export interface WavLayout {
  readonly encoding: 'pcm16' | 'float32';
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Whole interleaved frames, at least one; a view into the file. */
  readonly data: Uint8Array;
  readonly comment?: string;
}

interface Chunk {
  readonly name: string;
  readonly at: number;
  /** As written in the file; the file may be shorter. */
  readonly declaredBytes: number;
  readonly bytes: Uint8Array;
}

type Format = Pick<WavLayout, 'encoding' | 'channels' | 'sampleRateHz'> & { readonly frameBytes: number };

/** Programs that write to a pipe cannot know the length and leave this. */
const LENGTH_UNKNOWN = 0xff_ff_ff_ff;

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xff_fe;

const COMPRESSED = new Map([
  [2, 'ADPCM'],
  [6, 'A-law'],
  [7, 'mu-law'],
  [0x11, 'IMA ADPCM'],
  [0x31, 'GSM'],
  [0x55, 'MP3'],
  [0x161, 'WMA'],
]);

/**
 * Finds format and sound in a RIFF/WAVE file (Microsoft and IBM, "Multimedia Programming Interface and
 * Data Specifications 1.0", 1991, with WAVE_FORMAT_EXTENSIBLE).
 *
 * @throws AppError `AUDIO_FILE_INVALID` that says what is wrong.
 */
export function parseWavLayout(file: Uint8Array): WavLayout {
  if (file.length === 0) throw invalid('is empty');
  if (file.length < 12 || ascii(file, 0) !== 'RIFF' || ascii(file, 8) !== 'WAVE') {
    throw invalid('is no WAV file: it does not begin with RIFF and WAVE');
  }
  let format: Format | undefined;
  let data: Uint8Array | undefined;
  let comment: string | undefined;
  for (const chunk of chunksOf(file, 12)) {
    if (chunk.name === 'fmt ') format = parseFormat(chunk);
    else if (chunk.name === 'LIST') comment ??= parseComment(chunk.bytes);
    else if (chunk.name === 'data' && data === undefined) data = soundOf(chunk);
  }
  if (format === undefined) throw invalid('is truncated or damaged: it has no format chunk');
  if (data === undefined) throw invalid('is truncated or damaged: it has no data chunk');
  const { frameBytes, ...described } = format;
  const whole = data.subarray(0, data.length - (data.length % frameBytes));
  if (whole.length === 0) throw invalid('holds no sound');
  return { ...described, data: whole, ...(comment === undefined ? {} : { comment }) };
}

function* chunksOf(file: Uint8Array, from: number): Generator<Chunk> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = from; at + 8 <= file.length;) {
    const declaredBytes = view.getUint32(at + 4, true);
    const bytes = file.subarray(at + 8, at + 8 + declaredBytes);
    yield { name: ascii(file, at), at, declaredBytes, bytes };
    at += 8 + declaredBytes + (declaredBytes % 2);
  }
}

function parseFormat({ bytes }: Chunk): Format {
  if (bytes.length < 16) throw invalid('is truncated inside its format chunk');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = view.getUint16(0, true);
  // The extensible format carries the real one as the first two bytes of a GUID.
  const kind = tag === EXTENSIBLE && bytes.length >= 26 ? view.getUint16(24, true) : tag;
  const channels = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const frameBytes = view.getUint16(12, true);
  const bits = view.getUint16(14, true);
  if (kind !== PCM && kind !== FLOAT) {
    throw invalid(`is compressed or of an unknown kind (${COMPRESSED.get(kind) ?? `format ${kind}`})`);
  }
  if (!(kind === PCM && bits === 16) && !(kind === FLOAT && bits === 32)) {
    throw invalid(
      `has ${bits}-bit ${kind === PCM ? 'PCM' : 'float'} samples; 16-bit PCM and 32-bit float can be read`,
    );
  }
  if (channels === 0) throw invalid('has no channels');
  if (sampleRateHz === 0) throw invalid('has a sampling rate of 0');
  if (frameBytes !== (channels * bits) / 8) throw invalid('contradicts itself about the size of a frame');
  return { encoding: kind === PCM ? 'pcm16' : 'float32', channels, sampleRateHz, frameBytes };
}

function soundOf({ bytes, declaredBytes }: Chunk): Uint8Array {
  if (declaredBytes !== LENGTH_UNKNOWN && bytes.length < declaredBytes) {
    throw invalid(
      `is truncated: ${declaredBytes} bytes of sound are announced and ${bytes.length} are there`,
    );
  }
  return bytes;
}

function parseComment(list: Uint8Array): string | undefined {
  if (list.length < 4 || ascii(list, 0) !== 'INFO') return undefined;
  for (const { name, bytes } of chunksOf(list, 4)) {
    if (name === 'ICMT') return new TextDecoder().decode(bytes).replace(/\0+$/u, '');
  }
  return undefined;
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function invalid(what: string): AppError {
  return new AppError('AUDIO_FILE_INVALID', { message: `The WAV file ${what}.` });
}
