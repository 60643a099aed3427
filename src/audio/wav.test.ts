import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { AI_GENERATED_COMMENT, decodeWav, encodeWav, readWav, writeWav } from './wav.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-wav-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** 44 bytes of header by hand, so that the reader is not only tested against the writer. */
function wavFile(options: {
  readonly format?: number;
  readonly channels?: number;
  readonly rateHz?: number;
  readonly bits?: number;
  readonly data: Uint8Array;
  readonly announcedBytes?: number;
}): Buffer {
  const { format = 1, channels = 1, rateHz = 16_000, bits = 16, data } = options;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE((rateHz * channels * bits) / 8, 28);
  head.writeUInt16LE((channels * bits) / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(options.announcedBytes ?? data.length, 40);
  return Buffer.concat([head, data]);
}

const FOUR_STEPS = new Uint8Array(new Int16Array([0, 16_384, -32_768, 32_767]).buffer);

test('16-bit PCM is read as fractions of full scale', () => {
  const { samples, ...rest } = decodeWav(wavFile({ data: FOUR_STEPS }));
  expect([...samples]).toEqual([0, 0.5, -1, 32_767 / 32_768]);
  expect(rest).toEqual({ sampleRateHz: 16_000, channels: 1, encoding: 'pcm16' });
});

test('several channels become their mean', () => {
  const { samples, channels } = decodeWav(wavFile({ channels: 2, data: FOUR_STEPS }));
  expect(channels).toBe(2);
  expect([...samples]).toEqual([0.25, (-1 + 32_767 / 32_768) / 2]);
});

test('32-bit float is read as it is, beyond full scale too', () => {
  const data = new Uint8Array(Float32Array.of(0.25, -1.5).buffer);
  const audio = decodeWav(wavFile({ format: 3, bits: 32, rateHz: 22_050, data }));
  expect([...audio.samples]).toEqual([0.25, -1.5]);
  expect(audio).toMatchObject({ encoding: 'float32', sampleRateHz: 22_050 });
});

test('the extensible format is read by its sub-format', () => {
  const plain = wavFile({ format: 0xff_fe, data: FOUR_STEPS });
  const extension = Buffer.alloc(24);
  extension.writeUInt16LE(22, 0);
  extension.writeUInt16LE(1, 8);
  const file = Buffer.concat([plain.subarray(0, 36), extension, plain.subarray(36)]);
  file.writeUInt32LE(40, 16);
  expect([...decodeWav(file).samples].slice(0, 2)).toEqual([0, 0.5]);
});

test('chunks that nobody knows, of odd length too, are stepped over', () => {
  const plain = wavFile({ data: FOUR_STEPS });
  const unknown = Buffer.from('junk\x03\0\0\0abc\0', 'latin1');
  const file = Buffer.concat([plain.subarray(0, 12), unknown, plain.subarray(12), unknown]);
  expect(decodeWav(file).samples).toHaveLength(4);
});

test('a file that came through a pipe and does not know its length is read to its end', () => {
  expect(decodeWav(wavFile({ data: FOUR_STEPS, announcedBytes: 0xff_ff_ff_ff })).samples).toHaveLength(4);
});

test('every 16-bit value comes back from a round trip', () => {
  const all = Float32Array.from({ length: 65_536 }, (_, n) => (n - 32_768) / 32_768);
  expect(decodeWav(encodeWav(all, 48_000)).samples).toEqual(all);
});

test('float samples come back from a round trip, and PCM is clipped at full scale', () => {
  const samples = Float32Array.of(0.1, -1.25, 3);
  expect(decodeWav(encodeWav(samples, 24_000, { encoding: 'float32' })).samples).toEqual(samples);
  expect([...decodeWav(encodeWav(samples, 24_000)).samples].slice(1)).toEqual([-1, 32_767 / 32_768]);
});

test('a file carries the mark of synthesised speech', async () => {
  const path = join(folder, 'marked.wav');
  const samples = Float32Array.of(0, 0.5, -0.5);
  await writeWav(path, samples, 48_000, { comment: AI_GENERATED_COMMENT });
  const audio = await readWav(path);
  expect(audio.comment).toBe('AI-generated');
  expect(audio.samples).toEqual(samples);
});

test('all sizes in a written file agree with its length', () => {
  const file = Buffer.from(encodeWav(new Float32Array(3), 16_000, { comment: 'odd' }));
  expect(file.readUInt32LE(4)).toBe(file.length - 8);
  expect(file.indexOf('data')).toBe(file.length - 8 - 6);
  expect(file.readUInt32LE(file.indexOf('data') + 4)).toBe(6);
});

const GOOD = wavFile({ data: FOUR_STEPS });

test.each([
  ['nothing', new Uint8Array(0), 'is empty'],
  ['text', Buffer.from('this is no sound at all'), 'is no WAV file'],
  ['an MP3 in a WAV', wavFile({ format: 0x55, data: FOUR_STEPS }), 'compressed or of an unknown kind (MP3)'],
  ['mu-law', wavFile({ format: 7, bits: 8, data: FOUR_STEPS }), '(mu-law)'],
  ['24 bits', wavFile({ bits: 24, data: FOUR_STEPS }), 'has 24-bit PCM samples'],
  ['no channels', wavFile({ channels: 0, data: FOUR_STEPS }), 'has no channels'],
  ['no rate', wavFile({ rateHz: 0, data: FOUR_STEPS }), 'sampling rate of 0'],
  ['a header without data', GOOD.subarray(0, 36), 'has no data chunk'],
  ['half a header', GOOD.subarray(0, 24), 'truncated inside its format chunk'],
  ['a header without format', GOOD.subarray(0, 12), 'has no format chunk'],
  ['half the sound', GOOD.subarray(0, 48), '8 bytes of sound are announced and 4 are there'],
  ['no sound', wavFile({ data: new Uint8Array(0) }), 'holds no sound'],
  [
    'NaN',
    wavFile({ format: 3, bits: 32, data: new Uint8Array(Float32Array.of(0, Number.NaN).buffer) }),
    'no number at sample 1',
  ],
])('%s is refused with what is wrong', async (name, bytes, wrong) => {
  const path = join(folder, `${name}.wav`);
  await writeFile(path, bytes);
  for (const source of [path, bytes]) {
    await expect(readWav(source)).rejects.toMatchObject({
      code: 'AUDIO_FILE_INVALID',
      message: expect.stringContaining(wrong) as string,
    });
  }
  await expect(readWav(path)).rejects.toMatchObject({ context: { path } });
});

test('a file that is not there is refused by its path', async () => {
  const path = join(folder, 'absent.wav');
  await expect(readWav(path)).rejects.toMatchObject({
    code: 'AUDIO_FILE_INVALID',
    message: expect.stringContaining(path) as string,
  });
});

test('an aborted read rejects with the reason of the abort', async () => {
  const reason = new Error('nobody needs it');
  const path = join(folder, 'aborted.wav');
  await writeFile(path, GOOD);
  await expect(readWav(path, AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('samples that are no numbers are not written', () => {
  expect(() => encodeWav(Float32Array.of(0, Number.NaN), 48_000)).toThrow(/no number at sample 1/u);
});
