import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { scalesOf } from './speaking-style.ts';
import { writeTestVoice } from './test-voice.ts';
import { loadVoice, type PiperVoice } from './voice.ts';

const OWN = { noiseScale: 0.5, lengthScale: 1.2, noiseW: 0.8, speakerId: 1 };
let folder = '';
let voice: PiperVoice;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-style-'));
  const config = { speaker_id_map: { anna: 0, ben: 1, carla: 2 } };
  voice = await loadVoice(await writeTestVoice(folder, { speakers: 3, config }));
});
afterAll(() => rm(folder, { recursive: true }));

test('without a style the voice speaks in its own way', () => {
  expect(scalesOf(voice, OWN)).toEqual(OWN);
  expect(scalesOf(voice, OWN, { speed: undefined, variation: undefined })).toEqual(OWN);
});

test('speed, variation and speaker change that', () => {
  expect(scalesOf(voice, OWN, { speed: 2, variation: 0.5, speaker: 2 })).toEqual({
    noiseScale: 0.25,
    lengthScale: 0.6,
    noiseW: 0.4,
    speakerId: 2,
  });
  expect(scalesOf(voice, OWN, { variation: 0 })).toMatchObject({ noiseScale: 0, noiseW: 0 });
  expect(scalesOf(voice, OWN, { speaker: 'carla' })).toMatchObject({ speakerId: 2 });
});

test.each([
  [{ speed: 0.24 }, 'speed'],
  [{ speed: 4.1 }, 'speed'],
  [{ speed: Number.NaN }, 'speed'],
  [{ variation: -0.1 }, 'variation'],
  [{ variation: Infinity }, 'variation'],
])('a style beyond what a voice can follow is refused: %o', (style, name) => {
  expect(() => scalesOf(voice, OWN, style)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(name) as string }),
  );
});

test.each(['dora', 3, -1, 0.5])('a speaker who is not there is named: %j', (speaker) => {
  expect(() => scalesOf(voice, OWN, { speaker })).toThrow(
    expect.objectContaining({ code: 'VOICE_SPEAKER_UNKNOWN' }),
  );
});
