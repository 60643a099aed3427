import { Readable } from 'node:stream';

import { createDecoder, createEncoder } from 'libopus-wasm';
import prism from 'prism-media';
import { expect, test } from 'vitest';

import { createOggOpusStream, type OggOpusOptions } from './ogg-opus.ts';

const RATE_HZ = 48_000;

interface Page {
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly body: Uint8Array;
}

/** Reads pages strictly and checks each page's sum bit by bit, as RFC 3533 defines it. */
function readPages(file: Uint8Array): Page[] {
  const pages: Page[] = [];
  for (let at = 0; at < file.length;) {
    const view = Buffer.from(file.buffer, file.byteOffset + at);
    expect(view.toString('latin1', 0, 4)).toBe('OggS');
    const segments = view.readUInt8(26);
    const bodyLength = view.subarray(27, 27 + segments).reduce((sum, length) => sum + length, 0);
    const page = Buffer.from(view.subarray(0, 27 + segments + bodyLength));
    const stated = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    expect(bitwiseSum(page)).toBe(stated);
    pages.push({
      flags: page.readUInt8(5),
      granule: Number(page.readBigInt64LE(6)),
      serial: page.readUInt32LE(14),
      sequence: page.readUInt32LE(18),
      body: page.subarray(27 + segments),
    });
    at += page.length;
  }
  return pages;
}

function bitwiseSum(bytes: Uint8Array): number {
  let register = 0n;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const top = (register >> 31n) ^ BigInt((byte >> bit) & 1);
      register = ((register << 1n) & 0xff_ff_ff_ffn) ^ (top === 1n ? 0x04_c1_1d_b7n : 0n);
    }
  }
  return Number(register);
}

async function packetsOf(file: Uint8Array): Promise<{ head: Buffer; tags: Buffer; packets: Buffer[] }> {
  const found: { head?: Buffer; tags?: Buffer } = {};
  const demuxer = new prism.opus.OggDemuxer();
  demuxer.on('head', (head: Buffer) => (found.head = head));
  demuxer.on('tags', (tags: Buffer) => (found.tags = tags));
  const packets: Buffer[] = [];
  for await (const packet of Readable.from([file]).pipe(demuxer)) packets.push(packet as Buffer);
  if (found.head === undefined || found.tags === undefined) throw new Error('The headers are missing.');
  return { head: found.head, tags: found.tags, packets };
}

/** What a player plays: the packets' sound without the samples to skip, cut at the last position. */
async function play(file: Uint8Array): Promise<Float32Array> {
  const { head, packets } = await packetsOf(file);
  const decoder = await createDecoder({ sampleRate: RATE_HZ, channels: 1 });
  const pieces = packets.map((packet) => Float32Array.from(decoder.decodeFloat(packet)));
  decoder.free();
  const all = Float32Array.from(pieces.flatMap((piece) => [...piece]));
  return all.slice(head.readUInt16LE(10), readPages(file).at(-1)?.granule);
}

async function encode(
  samples: Float32Array,
  cuts: readonly number[],
  options: OggOpusOptions = {},
): Promise<Uint8Array> {
  const stream = await createOggOpusStream({ serial: 7, ...options });
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const cut of [...cuts, samples.length]) {
    parts.push(stream.push(samples.subarray(at, cut)));
    at = cut;
  }
  parts.push(stream.finish());
  stream.close();
  return new Uint8Array(Buffer.concat(parts));
}

/** A chirp: its position in time can be found again. */
function chirp(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, n) => {
    const seconds = n / RATE_HZ;
    return 0.4 * Math.sin(2 * Math.PI * (200 + 300 * seconds) * seconds);
  });
}

test('pages are numbered, have right sums, begin and end the stream, and hold at most a second', async () => {
  const pages = readPages(await encode(chirp(3.3 * RATE_HZ), []));
  expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, n) => n));
  expect(new Set(pages.map(({ serial }) => serial))).toEqual(new Set([7]));
  expect(pages.map(({ flags }) => flags)).toEqual([2, 0, 0, 0, 0, 0, 4]);
  expect(pages.map(({ granule }) => granule)).toEqual([0, 0, 38_400, 76_800, 115_200, 153_600, 158_712]);
});

test('the headers say what is inside', async () => {
  const { head, tags, packets } = await packetsOf(await encode(chirp(9600), [], { comments: ['A=ü'] }));
  expect([head.length, head[8], head[9], head.readUInt32LE(12), head[18]]).toEqual([19, 1, 1, RATE_HZ, 0]);
  const encoder = await createEncoder({ sampleRate: RATE_HZ, channels: 1 });
  expect(head.readUInt16LE(10)).toBe(encoder.getLookahead());
  encoder.free();
  expect(tags.toString()).toBe(`OpusTags\u{6}\0\0\0aichat\u{1}\0\0\0\u{4}\0\0\0A=ü`);
  expect(packets).toHaveLength(11);
});

test.each([0, 1, 647, 648, 649, 960, 48_001])(
  '%i samples last exactly as long when played',
  async (count) => {
    expect(await play(await encode(chirp(count), []))).toHaveLength(count);
  },
);

test('what is played is the sound, at its place', async () => {
  const sound = chirp(2 * RATE_HZ);
  const played = await play(await encode(sound, []));
  const likeness = (shift: number): number => {
    let product = 0;
    for (let n = 1000; n < sound.length - 1000; n += 1)
      product += (sound[n] as number) * (played[n + shift] as number);
    return product;
  };
  const energy = sound.reduce((sum, value) => sum + value * value, 0);
  const best = [-40, -12, -3, -2, -1, 0, 1, 2, 3, 12, 40].toSorted((a, b) => likeness(b) - likeness(a));
  expect(Math.abs(best[0] as number)).toBeLessThanOrEqual(3);
  expect(likeness(0) / energy).toBeGreaterThan(0.9);
});

test('how the sound is cut into calls changes nothing', async () => {
  const sound = chirp(70_000);
  const whole = await encode(sound, []);
  expect(await encode(sound, [1, 2, 961, 5000, 5000, 44_444])).toEqual(whole);
});

test('packets of several segments keep their borders', async () => {
  let state = 1;
  const noise = Float32Array.from({ length: 2 * RATE_HZ }, () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    return state / 2 ** 31;
  });
  const file = await encode(noise, [], { encoder: { bitrate: 510_000 } });
  expect(file.length).toBeGreaterThan(60_000);
  expect(await play(file)).toHaveLength(noise.length);
});
