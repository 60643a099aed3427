import { AppError } from '#core';
import { createDecoder, type OpusDecoderHandle } from 'libopus-wasm';
import { HEARING_SAMPLE_RATE_HZ } from './frames.ts';

const SAMPLES_PER_MS = HEARING_SAMPLE_RATE_HZ / 1000;

/** Sound of one packet, or why there is none. */
export type OpusDecodeResult =
  | { readonly ok: true; readonly samples: Float32Array }
  | { readonly ok: false; readonly error: AppError };

/** Decodes one person's packets; it keeps state from packet to packet, so each person has their own. */
export interface OpusDecoder {
  /** Decodes a packet. A damaged one is an error of that packet alone: the next starts from a clean state. */
  decode(payload: Uint8Array): OpusDecodeResult;
  /** Rebuilds the lost packet before `next` from the copy in `next`; without a copy it conceals. */
  recover(next: Uint8Array, durationMs: number): OpusDecodeResult;
  /** Makes up sound for a lost packet (RFC 6716, section 4.4). `durationMs` is a multiple of 2.5. */
  conceal(durationMs: number): OpusDecodeResult;
  /** Frees the codec; nothing may be called after it. */
  close(): void;
}

const load = (): Promise<OpusDecoderHandle> =>
  createDecoder({ sampleRate: HEARING_SAMPLE_RATE_HZ, channels: 1 });

/**
 * Makes a decoder from Opus to {@link HEARING_SAMPLE_RATE_HZ} mono: libopus mixes and resamples itself.
 *
 * @throws AppError `OPUS_UNAVAILABLE`.
 */
export async function createOpusDecoder(): Promise<OpusDecoder> {
  let current: OpusDecoderHandle;
  let spare: OpusDecoderHandle | undefined;
  try {
    [current, spare] = await Promise.all([load(), load()]);
  } catch (cause) {
    throw new AppError('OPUS_UNAVAILABLE', { message: 'The Opus decoder could not be loaded.', cause });
  }
  let closed = false;
  let refilling = false;

  const refill = async (): Promise<void> => {
    try {
      const fresh = await load();
      if (closed) fresh.free();
      else spare = fresh;
    } catch {
      // Out of memory, say: the decoder in use still works, and the next damaged packet tries again.
    }
    refilling = false;
  };

  /** libopus-wasm cannot reset a decoder, so a fresh one that waits takes its place. */
  const startClean = (): void => {
    if (spare !== undefined) {
      current.free();
      current = spare;
      spare = undefined;
    }
    if (refilling) return;
    refilling = true;
    void refill();
  };

  const attempt = (what: string, bytes: number, work: () => Float32Array): OpusDecodeResult => {
    try {
      return { ok: true, samples: work() };
    } catch (cause) {
      startClean();
      const message = `A voice packet could not be ${what}.`;
      return {
        ok: false,
        error: new AppError('VOICE_PACKET_INVALID', { message, cause, context: { bytes } }),
      };
    }
  };

  return {
    decode: (payload) => attempt('decoded', payload.byteLength, () => current.decodeFloat(payload)),
    recover: (next, durationMs) =>
      attempt('recovered', next.byteLength, () =>
        current.decodeFloat(next, { decodeFec: true, frameSize: durationMs * SAMPLES_PER_MS }),
      ),
    conceal: (durationMs) =>
      attempt('concealed', 0, () => current.decodePacketLossFloat(durationMs * SAMPLES_PER_MS)),
    close() {
      if (closed) return;
      closed = true;
      current.free();
      spare?.free();
    },
  };
}
