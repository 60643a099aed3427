import { createRequire } from 'node:module';
import type * as nativeOpus from '@discordjs/opus';
import { AppError } from '#core';
import { Application, createEncoder, EncoderCtl, Signal } from 'libopus-wasm';
import { PLAYOUT_FRAME_SAMPLES, PLAYOUT_SAMPLE_RATE_HZ } from './frames.ts';

/** Which library encodes: compiled code, or the same libopus as WebAssembly. */
export type OpusCodec = '@discordjs/opus' | 'libopus-wasm';

/** Encodes one continuous stream; it keeps state from frame to frame. */
export interface OpusEncoder {
  readonly codec: OpusCodec;
  /**
   * Encodes 20 ms.
   *
   * @param frame - {@link PLAYOUT_FRAME_SAMPLES} mono samples in −1…1 at 48 kHz.
   */
  encode(frame: Float32Array): Uint8Array;
  close(): void;
}

/** Speech to many listeners over a network that loses a little. */
export interface OpusEncoderOptions {
  /** Which codec to use; by default the compiled one if it is installed. */
  readonly codec?: OpusCodec;
  readonly bitrate?: number;
  /** Expected loss; the encoder adds that much of each frame to the next (forward error correction). */
  readonly packetLossPercent?: number;
  /** 0–10; more is better and slower. */
  readonly complexity?: number;
}

/** How Node says that a package is not there, or that its compiled part is not. */
const MISSING_LIBRARY_CODES: ReadonlySet<string> = new Set([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_DLOPEN_FAILED',
]);

type Settings = Required<Omit<OpusEncoderOptions, 'codec'>>;

type NativeOpus = typeof nativeOpus;

/** @returns undefined where the optional library is not installed. */
export function loadNativeOpus(): NativeOpus | undefined {
  try {
    // It is CommonJS without names that an import could see.
    return createRequire(import.meta.url)('@discordjs/opus') as NativeOpus;
  } catch (error) {
    if (error instanceof Error && 'code' in error && MISSING_LIBRARY_CODES.has(String(error.code)))
      return undefined;
    throw error;
  }
}

function createNativeEncoder(native: NativeOpus, settings: Settings): OpusEncoder {
  const encoder = new native.OpusEncoder(PLAYOUT_SAMPLE_RATE_HZ, 1);
  encoder.setBitrate(settings.bitrate);
  encoder.applyEncoderCTL(EncoderCtl.SetComplexity, settings.complexity);
  encoder.applyEncoderCTL(EncoderCtl.SetSignal, Signal.Voice);
  encoder.applyEncoderCTL(EncoderCtl.SetInBandFec, 1);
  encoder.applyEncoderCTL(EncoderCtl.SetPacketLossPercent, settings.packetLossPercent);
  const pcm = new Int16Array(PLAYOUT_FRAME_SAMPLES);
  const bytes = Buffer.from(pcm.buffer);
  return {
    codec: '@discordjs/opus',
    encode(frame) {
      for (let index = 0; index < pcm.length; index += 1) {
        const sample = Math.max(-1, Math.min(1, frame[index] ?? 0));
        pcm[index] = Math.round(sample * 32_767);
      }
      return encoder.encode(bytes);
    },
    close: () => undefined,
  };
}

async function createWasmEncoder(settings: Settings): Promise<OpusEncoder> {
  const encoder = await createEncoder({
    sampleRate: PLAYOUT_SAMPLE_RATE_HZ,
    channels: 1,
    application: Application.Audio,
    signal: Signal.Voice,
    fec: true,
    ...settings,
  });
  return {
    codec: 'libopus-wasm',
    encode: (frame) => encoder.encodeFloat(frame),
    close: () => encoder.free(),
  };
}

/**
 * Makes an encoder from {@link PLAYOUT_SAMPLE_RATE_HZ} mono to Opus, in frames of 20 ms.
 *
 * Without `codec` the compiled library is used where it is installed, else WebAssembly: both are
 * libopus, `codec` of the result says which.
 *
 * @throws AppError `OPUS_UNAVAILABLE` when the codec that was asked for cannot be loaded.
 */
export async function createOpusEncoder(options: OpusEncoderOptions = {}): Promise<OpusEncoder> {
  const { codec, bitrate = 64_000, packetLossPercent = 8, complexity = 8 } = options;
  const settings = { bitrate, packetLossPercent, complexity };
  try {
    const native = codec === 'libopus-wasm' ? undefined : loadNativeOpus();
    if (native !== undefined) return createNativeEncoder(native, settings);
    if (codec !== '@discordjs/opus') return await createWasmEncoder(settings);
  } catch (cause) {
    throw new AppError('OPUS_UNAVAILABLE', { message: 'The Opus encoder could not be made.', cause });
  }
  throw new AppError('OPUS_UNAVAILABLE', { message: '@discordjs/opus is not installed.' });
}
