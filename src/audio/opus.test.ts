import { describe, expect, it } from 'vitest';
import { HEARING_FRAME_SAMPLES, PLAYOUT_FRAME_SAMPLES } from './frames.ts';
import { createOpusDecoder, type OpusDecodeResult } from './opus-decoder.ts';
import { createOpusEncoder, loadNativeOpus, type OpusCodec } from './opus-encoder.ts';
import { isAllZero, isOpusSilence, OPUS_SILENCE, opusPacketMs } from './opus-packet.ts';

const TONE_HZ = 300;

function tone(frames: number): Float32Array[] {
  return Array.from({ length: frames }, (_, frame) =>
    Float32Array.from(
      { length: PLAYOUT_FRAME_SAMPLES },
      (_unused, index) =>
        0.4 * Math.sin((2 * Math.PI * TONE_HZ * (frame * PLAYOUT_FRAME_SAMPLES + index)) / 48_000),
    ),
  );
}

const samplesOf = (result: OpusDecodeResult): Float32Array => {
  if (!result.ok) throw result.error;
  return result.samples;
};

/** Share of the energy that lies at `TONE_HZ` (Goertzel), 0…1. */
function toneShare(samples: Float32Array): number {
  let real = 0;
  let imaginary = 0;
  let energy = 0;
  samples.forEach((sample, index) => {
    const angle = (2 * Math.PI * TONE_HZ * index) / 16_000;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
    energy += sample * sample;
  });
  return energy === 0 ? 0 : (2 * (real * real + imaginary * imaginary)) / samples.length / energy;
}

// The compiled codec is an optional dependency: it is tested where it is installed.
const CODECS: readonly OpusCodec[] =
  loadNativeOpus() === undefined ? ['libopus-wasm'] : ['@discordjs/opus', 'libopus-wasm'];

describe.each(CODECS)('Opus by %s', (codec) => {
  it('is heard as it was said, at 16 kHz', async () => {
    const encoder = await createOpusEncoder({ codec });
    const decoder = await createOpusDecoder();
    expect(encoder.codec).toBe(codec);
    const heard = tone(20).map((frame) => samplesOf(decoder.decode(encoder.encode(frame))));
    expect(heard.every((samples) => samples.length === HEARING_FRAME_SAMPLES)).toBe(true);
    expect(toneShare(heard[15] ?? new Float32Array())).toBeGreaterThan(0.95);
    encoder.close();
    decoder.close();
  });

  it('makes packets of 20 ms that carry a copy of the one before', async () => {
    const encoder = await createOpusEncoder({ codec, packetLossPercent: 10 });
    const packets = tone(12).map((frame) => encoder.encode(frame));
    expect(packets.map(opusPacketMs)).toEqual(Array(12).fill(20));
    const decoder = await createOpusDecoder();
    for (const packet of packets.slice(0, 9)) samplesOf(decoder.decode(packet));
    const recovered = samplesOf(decoder.recover(packets[10] as Uint8Array, 20));
    expect(recovered).toHaveLength(HEARING_FRAME_SAMPLES);
    expect(toneShare(recovered)).toBeGreaterThan(0.9);
    encoder.close();
    decoder.close();
  });
});

describe('an Opus decoder', () => {
  it('gives a damaged packet an error of its own and decodes the next', async () => {
    const encoder = await createOpusEncoder();
    const decoder = await createOpusDecoder();
    const good = tone(8).map((frame) => encoder.encode(frame));
    for (const packet of good.slice(0, 4)) samplesOf(decoder.decode(packet));
    for (const damaged of [Uint8Array.of(0xff, 0xff, 0xff, 1, 2), Uint8Array.of(3, 0), new Uint8Array()]) {
      const result = decoder.decode(damaged);
      expect(result.ok).toBe(false);
      expect(!result.ok && result.error.code).toBe('VOICE_PACKET_INVALID');
    }
    const after = good.slice(4).map((packet) => samplesOf(decoder.decode(packet)));
    expect(toneShare(after[3] ?? new Float32Array())).toBeGreaterThan(0.9);
    decoder.close();
    decoder.close();
  });

  it('conceals a lost packet with sound of the length that is missing', async () => {
    const encoder = await createOpusEncoder();
    const decoder = await createOpusDecoder();
    for (const frame of tone(6)) samplesOf(decoder.decode(encoder.encode(frame)));
    const concealed = samplesOf(decoder.conceal(20));
    expect(concealed).toHaveLength(HEARING_FRAME_SAMPLES);
    expect(toneShare(concealed)).toBeGreaterThan(0.5);
  });
});

describe('an Opus packet', () => {
  it.each([
    [[0x78], 20],
    [[0x7b, 3], 60],
    [[0x18], 60],
    [[0x10, 1], 40],
    [[0x79], 40],
    [[0xe0], 2.5],
    [[0xf8, 0xff, 0xfe], 20],
  ])('%j holds %d ms', (bytes, durationMs) => {
    expect(opusPacketMs(Uint8Array.from(bytes))).toBe(durationMs);
  });

  it.each([[[]], [[0x7b, 0]], [[0x7b, 63]], [[0x1b, 3]]])('%j is none', (bytes) => {
    expect(opusPacketMs(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('is known as silence or as nothing', () => {
    expect(isOpusSilence(OPUS_SILENCE)).toBe(true);
    expect(isOpusSilence(Uint8Array.of(0xf8, 0xff, 0xfd))).toBe(false);
    expect(isAllZero(new Uint8Array(40))).toBe(true);
    expect(isAllZero(Uint8Array.of(0, 0, 1))).toBe(false);
  });
});
