import { PLAYOUT_FRAME_SAMPLES, PLAYOUT_SAMPLE_RATE_HZ } from './frames.ts';
import { createOggPaginator } from './ogg-pages.ts';
import { createOpusEncoder, type OpusEncoderOptions } from './opus-encoder.ts';

/** How an Ogg Opus file is made. */
export interface OggOpusOptions {
  /** User comments as `NAME=value` (Vorbis comments). */
  readonly comments?: readonly string[];
  /** Tells the stream from others in one file; random when left out. */
  readonly serial?: number;
  readonly encoder?: OpusEncoderOptions;
}

/** Encodes one sound into the bytes of an Ogg Opus file, piece by piece. */
export interface OggOpusStream {
  /** Takes mono samples in −1…1 at 48 kHz, any number; gives what is ready to be written, often nothing. */
  push(samples: Float32Array): Uint8Array<ArrayBuffer>;
  /** Gives the rest; the file then lasts exactly as long as what was pushed. */
  finish(): Uint8Array<ArrayBuffer>;
  /** Frees the encoder; to be called in any case. */
  close(): void;
}

/**
 * What libopus holds back at 48 kHz before a sound comes out: 2.5 ms of lookahead and 4 ms of delay
 * compensation. A player drops as much from the start.
 */
const PRE_SKIP_SAMPLES = 312;
/** Packets of 20 ms on a page: 0.8 s. Even the largest ones, of 6 segments, fit into a page's 255. */
const MAX_PAGE_PACKETS = 40;
const VENDOR = 'aichat';

/**
 * An Ogg Opus file (RFC 7845), mono, in frames of 20 ms.
 *
 * @throws AppError `OPUS_UNAVAILABLE`.
 */
export async function createOggOpusStream(options: OggOpusOptions = {}): Promise<OggOpusStream> {
  const { comments = [], serial = Math.floor(Math.random() * 2 ** 32), encoder: encoderOptions } = options;
  const encoder = await createOpusEncoder({ packetLossPercent: 0, ...encoderOptions });
  const page = createOggPaginator(serial);
  let ready: Uint8Array[] = [
    page({ packets: [opusHead()], granulePosition: 0n, isFirst: true }),
    page({ packets: [opusTags(comments)], granulePosition: 0n }),
  ];
  const frame = new Float32Array(PLAYOUT_FRAME_SAMPLES);
  let filled = 0;
  let samplesIn = 0;
  let packets: Uint8Array[] = [];
  /** Samples in all packets so far, the ones that a player drops included. */
  let encoded = 0;

  const endPage = (isLast: boolean): void => {
    // The last page may end before its last packet does: players cut the sound there.
    const end = isLast ? Math.min(encoded, samplesIn + PRE_SKIP_SAMPLES) : encoded;
    ready.push(page({ packets, granulePosition: BigInt(end), isLast }));
    packets = [];
  };
  const encodeFrame = (): void => {
    const packet = Uint8Array.from(encoder.encode(frame));
    if (packets.length === MAX_PAGE_PACKETS) endPage(false);
    packets.push(packet);
    encoded += PLAYOUT_FRAME_SAMPLES;
    filled = 0;
  };
  const take = (): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(Buffer.concat(ready));
    ready = [];
    return bytes;
  };

  return {
    push(samples) {
      samplesIn += samples.length;
      for (let at = 0; at < samples.length;) {
        const part = samples.subarray(at, at + PLAYOUT_FRAME_SAMPLES - filled);
        frame.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === PLAYOUT_FRAME_SAMPLES) encodeFrame();
      }
      return take();
    },
    finish() {
      const missing = samplesIn + PRE_SKIP_SAMPLES - encoded;
      for (let covered = 0; covered < missing; covered += PLAYOUT_FRAME_SAMPLES) {
        frame.fill(0, filled);
        encodeFrame();
      }
      endPage(true);
      return take();
    },
    close: () => encoder.close(),
  };
}

/** The identification header (RFC 7845, section 5.1). */
function opusHead(): Uint8Array {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(PRE_SKIP_SAMPLES, 10);
  head.writeUInt32LE(PLAYOUT_SAMPLE_RATE_HZ, 12);
  return head;
}

/** The comment header (RFC 7845, section 5.2). */
function opusTags(comments: readonly string[]): Uint8Array {
  return Buffer.concat([
    Buffer.from('OpusTags'),
    lengthAndText(VENDOR),
    lengthBytes(comments.length),
    ...comments.map(lengthAndText),
  ]);
}

function lengthAndText(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  return Buffer.concat([lengthBytes(bytes.length), bytes]);
}

function lengthBytes(length: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}
