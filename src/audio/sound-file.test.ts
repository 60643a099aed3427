import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { createSoundFile, soundFormatOf } from './sound-file.ts';
import { encodeWav, readWav } from './wav.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-sound-'));
});
afterEach(() => rm(folder, { recursive: true }));

const SOUND = Float32Array.from({ length: 5000 }, (_, n) => 0.5 * Math.sin(n / 9));

async function write(path: string, format: 'wav' | 'ogg', cuts: readonly number[]): Promise<void> {
  await using file = await createSoundFile(path, format);
  let at = 0;
  for (const cut of [...cuts, SOUND.length]) {
    await file.write(SOUND.subarray(at, cut));
    at = cut;
  }
  await file.finish();
}

test('a WAV file that is written in pieces is the file that is made at once', async () => {
  const path = join(folder, 'a.wav');
  await write(path, 'wav', [1, 100, 100, 4999]);
  const whole = encodeWav(SOUND, 48_000, { comment: 'AI-generated' });
  expect(Buffer.compare(await readFile(path), whole)).toBe(0);
  expect(await readdir(folder)).toEqual(['a.wav']);
});

test('an Ogg file begins and ends as one, and says what it is', async () => {
  const path = join(folder, 'a.ogg');
  await write(path, 'ogg', [2000]);
  const bytes = await readFile(path);
  expect(bytes.toString('latin1', 0, 4)).toBe('OggS');
  expect(bytes.includes('OpusHead')).toBe(true);
  expect(bytes.includes('COMMENT=AI-generated')).toBe(true);
});

test('nothing is left of a file that was not finished, and what had its name before stays', async () => {
  const path = join(folder, 'a.wav');
  await writeFile(path, 'before');
  const failing = async (): Promise<void> => {
    await using file = await createSoundFile(path, 'wav');
    await file.write(SOUND);
    expect(await readdir(folder)).toHaveLength(2);
    throw new Error('the voice broke');
  };
  await expect(failing()).rejects.toThrow('the voice broke');
  expect(await readdir(folder)).toEqual(['a.wav']);
  expect(await readFile(path, 'utf8')).toBe('before');
});

test('a place that cannot be written is named', async () => {
  const path = join(folder, 'missing', 'a.wav');
  await expect(createSoundFile(path, 'wav')).rejects.toMatchObject({
    code: 'AUDIO_FILE_UNWRITABLE',
    context: { path },
  });
  const taken = await createSoundFile(folder, 'wav');
  await expect(taken.finish()).rejects.toMatchObject({ code: 'AUDIO_FILE_UNWRITABLE' });
  await taken[Symbol.asyncDispose]();
});

test('a file without sound is a file all the same', async () => {
  const path = join(folder, 'empty.wav');
  await using file = await createSoundFile(path, 'wav');
  await file.finish();
  await expect(readWav(path)).rejects.toMatchObject({ message: expect.stringContaining('holds no sound') });
});

test.each([
  ['a.wav', 'wav'],
  ['A.WAV', 'wav'],
  ['b.ogg', 'ogg'],
  ['b.opus', 'ogg'],
  ['c.mp3', undefined],
  ['wav', undefined],
])('%s asks for %s', (path, format) => {
  expect(soundFormatOf(path)).toBe(format);
});
