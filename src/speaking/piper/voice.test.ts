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

test('a newer file has fields of its own', async () => {
  await rewrite({
    phoneme_id_map: { ...((await configOf())['phoneme_id_map'] as object), aɪ: [161] },
    hop_length: 512,
    num_speakers: 3,
    speaker_id_map: { Ada: 0, Bea: 2 },
    default_speaker_id: 2,
    vowel_clusters: [['a', 'ɪ']],
    phoneme_map: { c: ['k'], x: ['k', 's'] },
    piper_version: '1.8.0',
    dataset: 'hum',
    inference: { phoneme_silence: { ',': 0.25 } },
    language: { code: 'en_US', family: 'en', region: 'US', name_native: 'English', name_english: 'English' },
    something_new: { of: ['the', 'future'] },
  });
  expect(await loadVoice(path)).toMatchObject({
    hopLength: 512,
    speakers: 3,
    speakerIds: { Ada: 0, Bea: 2 },
    defaultSpeakerId: 2,
    vowelClusters: [['a', 'ɪ']],
    phonemeMap: { c: ['k'], x: ['k', 's'] },
    piperVersion: '1.8.0',
    dataset: 'hum',
    phonemePausesMs: { ',': 250 },
    language: { family: 'en', region: 'US', nameNative: 'English', nameEnglish: 'English' },
  });
});

test('an older file may write null for what it does not know, and the type as a constant', async () => {
  await rewrite({
    audio: { sample_rate: 16_000, quality: null },
    phoneme_type: 'PhonemeType.ESPEAK',
    speaker_id_map: null,
    language: null,
    piper_version: null,
    vowel_clusters: null,
  });
  expect(await loadVoice(path)).toMatchObject({
    phonemeType: 'espeak',
    hopLength: 256,
    speakerIds: {},
    phonemeMap: {},
  });
});

test('a voice that reads letters needs no espeak-ng', async () => {
  await rewrite({ phoneme_type: 'text', espeak: undefined });
  expect(await loadVoice(path)).toMatchObject({ phonemeType: 'text', espeakVoice: '' });
});

test.each([
  ['0.2.0', {}, { c: ['k'] }],
  [undefined, {}, { c: ['k'] }],
  ['1.0.0', { x: ['s'] }, { x: ['s'] }],
  ['1.3.0', {}, {}],
  ['2.0', {}, {}],
])(
  'voices of Brazil made by Piper %s with the map %j read phonemes by %j',
  async (version, map, expected) => {
    await rewrite({ espeak: { voice: 'pt-br' }, piper_version: version, phoneme_map: map });
    expect((await loadVoice(path)).phonemeMap).toEqual(expected);
  },
);

test.each([
  ['phoneme_type', 'g2pW', { phoneme_type: 'pinyin' }],
  ['phoneme_type', 'Nakdimon', { phoneme_type: 'hebrew' }],
  ['phoneme_type', 'OpenJTalk', { phoneme_type: 'japanese' }],
  ['phoneme_type', 'TLTK', { phoneme_type: 'thai' }],
  ['espeak.voice', 'tashkeel', { espeak: { voice: 'ar' } }],
  ['streaming', 'two networks', { streaming: true }],
])('the field %s says that %s is missing', async (field, need, change) => {
  await rewrite(change);
  await expect(loadVoice(path)).rejects.toMatchObject({
    code: 'VOICE_UNSUPPORTED',
    message: expect.stringContaining(need) as string,
    context: { path: `${path}.json`, field },
  });
});

test.each([
  ['audio', { audio: undefined }],
  ['audio.sample_rate', { audio: { sample_rate: 22_050.5 } }],
  ['espeak.voice', { espeak: { voice: '' } }],
  ['inference.length_scale', { inference: { length_scale: 0 } }],
  ['inference.noise_scale', { inference: { noise_scale: '0.667' } }],
  ['phoneme_type', { phoneme_type: 'runes' }],
  ['phoneme_id_map', { phoneme_id_map: undefined }],
  ['phoneme_id_map.^', { phoneme_id_map: { _: [0], $: [2], a: [3] } }],
  ['phoneme_id_map.a', { phoneme_id_map: { _: [0], '^': [1], $: [2], a: [256] } }],
  ['phoneme_id_map.a.0', { phoneme_id_map: { _: [0], '^': [1], $: [2], a: [-1] } }],
  ['num_symbols', { num_symbols: null }],
  ['default_speaker_id', { default_speaker_id: 1 }],
  ['espeak', { espeak: undefined }],
  ['hop_length', { hop_length: 0 }],
  ['num_speakers', { num_speakers: 'two' }],
  ['speaker_id_map.Bea', { num_speakers: 2, speaker_id_map: { Ada: 1, Bea: 2 } }],
  ['phoneme_map.aɪ', { phoneme_map: { aɪ: ['a'] } }],
  ['phoneme_map.c.0', { phoneme_map: { c: ['ts'] } }],
  ['vowel_clusters.0', { vowel_clusters: [['a'], ['e', 'ɪ']] }],
  ['vowel_clusters.0', { vowel_clusters: [['a', 'æ']] }],
  ['inference.phoneme_silence.,', { inference: { phoneme_silence: { ',': -1 } } }],
])('the field %s is named when it cannot be used', async (field, change) => {
  await rewrite(change);
  await expect(loadVoice(path)).rejects.toMatchObject({
    code: 'VOICE_CONFIG_INVALID',
    message: expect.stringContaining(`the field ${field} `) as string,
    context: { path: `${path}.json`, field },
  });
});
