import { createDecoder, createEncoder } from 'libopus-wasm';
import { expect, test } from 'vitest';
import { mergeOpusPackets } from './opus-repacketizer.ts';

const FRAME_SAMPLES = 960;

function tone(frame: number): Float32Array {
  return Float32Array.from(
    { length: FRAME_SAMPLES },
    (_unused, index) => 0.4 * Math.sin((2 * Math.PI * 300 * (frame * FRAME_SAMPLES + index)) / 48_000),
  );
}

test('three packets of 20 ms become one of 60 ms that decodes to the same sound', async () => {
  const encoder = await createEncoder({ sampleRate: 48_000, channels: 1, bitrate: 96_000 });
  const packets = [0, 1, 2].map((frame) => Buffer.from(encoder.encodeFloat(tone(frame))));
  const merged = mergeOpusPackets(packets);
  expect(merged).toBeDefined();
  const whole = await createDecoder({ sampleRate: 48_000, channels: 1 });
  const single = await createDecoder({ sampleRate: 48_000, channels: 1 });
  const expected = packets.flatMap((packet) => [...single.decodeFloat(packet)]);
  expect([...whole.decodeFloat(merged ?? Buffer.alloc(0))]).toEqual(expected);
  expect(expected).toHaveLength(3 * FRAME_SAMPLES);
});

test('sizes above 251 bytes are written with two bytes', () => {
  const packets = [300, 251, 10].map((bytes, index) =>
    Buffer.concat([Buffer.from([0x78]), Buffer.alloc(bytes, index)]),
  );
  const merged = mergeOpusPackets(packets);
  // 300 = 4 * 12 + 252, then 251, and the last size is what is left.
  expect(merged?.subarray(0, 5)).toEqual(Buffer.from([0x7b, 0x83, 252, 12, 251]));
  expect(merged).toHaveLength(5 + 300 + 251 + 10);
});

test('packets of different kinds, or with several frames, are not merged', () => {
  expect(mergeOpusPackets([Buffer.from([0x78, 1]), Buffer.from([0x70, 1])])).toBeUndefined();
  expect(mergeOpusPackets([Buffer.from([0x79, 1]), Buffer.from([0x79, 1])])).toBeUndefined();
  expect(mergeOpusPackets([])).toBeUndefined();
});
