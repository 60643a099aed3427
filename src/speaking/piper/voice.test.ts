import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { writeTestVoice } from './test-voice.ts';
import { loadVoice } from './voice.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-voice-'));
  path = await writeTestVoice(folder);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const configOf = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(`${path}.json`, 'utf8')) as Record<string, unknown>;

async function rewrite(change: Readonly<Record<string, unknown>>): Promise<void> {
  await writeFile(`${path}.json`, JSON.stringify({ ...(await configOf()), ...change }));
}

test('a voice is what its file says, with or without the ending of its path', async () => {
  const voice = await loadVoice(path);
  expect(voice).toMatchObject({
    name: 'en_US-hum-low',
    modelPath: path,
    sampleRateHz: 22_050,
    quality: 'low',
    languageCode: 'en_US',
    phonemeType: 'espeak',
    espeakVoice: 'en-us',
    speakers: 1,
  });
  expect(voice.phonemeIds['ˈ']).toEqual([120]);
  expect(await loadVoice(path.replace('.onnx', ''))).toEqual(voice);
});

test("what the file leaves out has Piper's defaults", async () => {
  const { audio, espeak, phoneme_id_map: idMap } = await configOf();
  await writeFile(`${path}.json`, JSON.stringify({ audio, espeak, phoneme_id_map: idMap, num_symbols: 256 }));
  expect(await loadVoice(path)).toMatchObject({
    noiseScale: 0.667,
    lengthScale: 1,
    noiseW: 0.8,
    phonemeType: 'espeak',
    speakers: 1,
    defaultSpeakerId: 0,
    vowelClusters: [],
    languageCode: undefined,
  });
});

test('a missing network or description is told by its path', async () => {
  await expect(loadVoice(join(folder, 'absent.onnx'))).rejects.toMatchObject({
    code: 'MODEL_FILE_MISSING',
    context: { path: join(folder, 'absent.onnx') },
  });
  await unlink(`${path}.json`);
  await expect(loadVoice(path)).rejects.toMatchObject({
    code: 'VOICE_CONFIG_MISSING',
    message: expect.stringContaining(`${path}.json`) as string,
  });
});

test('a description that is no JSON is refused', async () => {
  await writeFile(`${path}.json`, '<html>not found</html>');
  await expect(loadVoice(path)).rejects.toMatchObject({
    code: 'VOICE_CONFIG_INVALID',
    context: { path: `${path}.json` },
  });
});

test.each([
  ['audio', { audio: undefined }],
  ['audio.sample_rate', { audio: { sample_rate: 22_050.5 } }],
  ['espeak.voice', { espeak: { voice: '' } }],
  ['inference.length_scale', { inference: { length_scale: 0 } }],
  ['inference.noise_scale', { inference: { noise_scale: '0.667' } }],
  ['phoneme_type', { phoneme_type: 'pinyin' }],
  ['phoneme_id_map', { phoneme_id_map: undefined }],
  ['phoneme_id_map.^', { phoneme_id_map: { _: [0], $: [2], a: [3] } }],
  ['phoneme_id_map.a', { phoneme_id_map: { _: [0], '^': [1], $: [2], a: [256] } }],
  ['phoneme_id_map.a.0', { phoneme_id_map: { _: [0], '^': [1], $: [2], a: [-1] } }],
  ['num_symbols', { num_symbols: null }],
  ['default_speaker_id', { default_speaker_id: 1 }],
])('the field %s is named when it cannot be used', async (field, change) => {
  await rewrite(change);
  await expect(loadVoice(path)).rejects.toMatchObject({
    code: 'VOICE_CONFIG_INVALID',
    message: expect.stringContaining(`the field ${field} `) as string,
    context: { path: `${path}.json`, field },
  });
});
