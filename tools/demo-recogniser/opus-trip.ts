import { Application, createDecoder, createEncoder, Signal } from 'libopus-wasm';
import type { Random } from './random.ts';

const frameSamples48k = 960;
const frameSamples16k = 320;
const bitrates = [32_000, 40_000, 48_000, 64_000] as const;

/** 48 kHz mono in, 16 kHz mono out, with what Opus and the network did to it. */
export type OpusTrip = (samples48k: Float32Array, random: Random) => Float32Array;

/**
 * The way a voice takes through Discord: 20 ms Opus frames at 32 to 64 kbit/s, decoded at 16 kHz; half of
 * the trips lose 1 to 4 % of their packets, which libopus conceals.
 */
export async function createOpusTrip(): Promise<OpusTrip> {
  const encoder = await createEncoder({
    channels: 1,
    sampleRate: 48_000,
    application: Application.Audio,
    signal: Signal.Voice,
    complexity: 5,
    frameSize: frameSamples48k,
  });
  const decoder = await createDecoder({ channels: 1, sampleRate: 16_000 });
  return (samples48k, random) => {
    encoder.setBitrate(random.pick(bitrates));
    const lossRate = random.next() < 0.5 ? 0 : random.between(0.01, 0.04);
    const frames = Math.ceil(samples48k.length / frameSamples48k);
    const output = new Float32Array(frames * frameSamples16k);
    const frame = new Float32Array(frameSamples48k);
    for (let index = 0; index < frames; index++) {
      frame.fill(0);
      frame.set(samples48k.subarray(index * frameSamples48k, (index + 1) * frameSamples48k));
      const packet = encoder.encodeFloat(frame);
      const decoded =
        random.next() < lossRate
          ? decoder.decodePacketLossFloat(frameSamples16k)
          : decoder.decodeFloat(packet);
      output.set(decoded.subarray(0, frameSamples16k), index * frameSamples16k);
    }
    return output;
  };
}
