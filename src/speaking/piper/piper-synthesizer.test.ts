import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { LIMITER_CEILING, peakOf } from '#audio';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import type { SpokenAudio } from '../spoken-audio.ts';
import {
  createPiperSynthesizer,
  type PiperSynthesizer,
  type PiperSynthesizerOptions,
} from './piper-synthesizer.ts';
import { SAMPLES_PER_ID, writeTestVoice } from './test-voice.ts';
import { speechLevelDb } from './voice-gain.ts';

const DEMO_VOICE = fileURLToPath(
  new URL('../../../loopback/models/en_US-everyday-low.onnx', import.meta.url),
);
const STEADY = { noiseScale: 0, noiseW: 0 };
const never = new AbortController().signal;

let folder = '';
let voicePath = '';
/** With the default options, for the tests that need no others. */
let plain: PiperSynthesizer;
const open: PiperSynthesizer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-piper-'));
  voicePath = await writeTestVoice(folder);
  plain = await createPiperSynthesizer({ voicePath, ...STEADY });
});
afterEach(async () => {
  for (const synthesizer of open.splice(0)) await synthesizer.close();
});
afterAll(async () => {
  await plain.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<PiperSynthesizerOptions> = {}): Promise<PiperSynthesizer> {
  const synthesizer = await createPiperSynthesizer({ voicePath, ...STEADY, ...options });
  open.push(synthesizer);
  return synthesizer;
}

async function collect(pieces: AsyncIterable<SpokenAudio>): Promise<SpokenAudio[]> {
  const collected: SpokenAudio[] = [];
  for await (const piece of pieces) collected.push(piece);
  return collected;
}

async function speak(synthesizer: PiperSynthesizer, text: string): Promise<SpokenAudio[]> {
  return collect(synthesizer.synthesize({ index: 7, text }, never));
}

const samplesIn = (pieces: readonly SpokenAudio[]): number =>
  pieces.reduce((sum, { samples }) => sum + samples.length, 0);

/** `^ _`, two ids for each phoneme, `$`. */
const idCount = (phonemes: string): number => 3 + 2 * Array.from(phonemes).length;

test('each sentence is one piece, at 48 kHz, with the clause it belongs to and a pause after it', async () => {
  const synthesizer = await start({ sentencePauseMs: 100 });
  const pieces = await speak(synthesizer, 'Test 1. Test 2.');
  expect(pieces.map(({ clauseIndex }) => clauseIndex)).toEqual([7, 7]);
  const voiceSamples =
    (idCount('tˈɛst wˈʌn.') + idCount('tˈɛst tˈuː.')) * SAMPLES_PER_ID + 2 * Math.round(22_050 / 10);
  expect(samplesIn(pieces)).toBe(Math.ceil((voiceSamples * 48_000) / 22_050));
});

test('a clause that ends within a sentence has no pause after it', async () => {
  const synthesizer = await start({ sentencePauseMs: 100 });
  const pieces = await speak(synthesizer, 'Test 1,');
  const voiceSamples = idCount('tˈɛst wˈʌn, ') * SAMPLES_PER_ID;
  expect(samplesIn(pieces)).toBe(Math.ceil((voiceSamples * 48_000) / 22_050));
});

test('the length scale makes speech longer', async () => {
  const normal = await speak(await start({ sentencePauseMs: 0 }), 'Test 1.');
  const slow = await speak(await start({ sentencePauseMs: 0, lengthScale: 2 }), 'Test 1.');
  expect(samplesIn(slow)).toBe(Math.ceil((idCount('tˈɛst wˈʌn.') * 2 * SAMPLES_PER_ID * 48_000) / 22_050));
  expect(samplesIn(slow) / samplesIn(normal)).toBeCloseTo(2, 2);
});

test('without noise a text always sounds the same; with noise it does not', async () => {
  expect(await speak(plain, 'Test 1. Test 2.')).toEqual(await speak(plain, 'Test 1. Test 2.'));
  const lively = await start({ noiseScale: 0.667 });
  expect(await speak(lively, 'Test 1.')).not.toEqual(await speak(lively, 'Test 1.'));
});

test('the gain is fixed: a sentence sounds the same beside a louder one, and speech has -20 dBFS', async () => {
  const synthesizer = await start({ sentencePauseMs: 0 });
  const [alone] = await speak(synthesizer, 'One, two, three, four, five, six, seven.');
  expect(speechLevelDb(alone?.samples ?? new Float32Array(0), 48_000)).toBeCloseTo(-20, 0);
  const [first] = await speak(synthesizer, 'One, two, three, four, five, six, seven. Eight.');
  const length = (alone?.samples.length ?? 0) - 500;
  expect(first?.samples.subarray(0, length)).toEqual(alone?.samples.subarray(0, length));
});

test('a gain can be set, and the limiter holds', async () => {
  const loud = await start({ gainDb: 40 });
  const [piece] = await speak(loud, 'Test 1.');
  const peak = peakOf(piece?.samples ?? new Float32Array(0));
  expect(peak).toBeCloseTo(LIMITER_CEILING, 3);
  expect(loud.describe().gainDb).toBe(40);
});

test('one speaker of several is used, and each sounds different', async () => {
  const folderOfTwo = await mkdtemp(join(folder, 'two-'));
  const path = await writeTestVoice(folderOfTwo, { speakers: 2 });
  const first = await start({ voicePath: path });
  const second = await start({ voicePath: path, speakerId: 1 });
  expect(await speak(first, 'Test 1.')).not.toEqual(await speak(second, 'Test 1.'));
  expect(second.describe()).toMatchObject({ speakers: 2, speakerId: 1 });
});

test.each(['', '  ', '😀', '***', '```js\nfoo();\n```', '<@123>', '?!', '\ud83d'])(
  'a clause in which nothing can be spoken gives no sound: %j',
  async (text) => {
    expect(await speak(plain, text)).toEqual([]);
  },
);

test('markup is not spoken', async () => {
  expect(await speak(plain, '**Test** `1`. 😀')).toEqual(await speak(plain, 'Test 1.'));
});

test('a text without end is spoken in pieces of bounded length', async () => {
  const pieces = await speak(plain, 'hello '.repeat(200));
  expect(pieces.length).toBeGreaterThan(2);
  const longest = 2.5 * 400 * SAMPLES_PER_ID * (48_000 / 22_050);
  for (const { samples } of pieces) expect(samples.length).toBeLessThan(longest);
});

test('an abort ends a clause between its sentences, and the next clause is spoken', async () => {
  const controller = new AbortController();
  const reason = new Error('somebody spoke');
  const heard: SpokenAudio[] = [];
  const listening = async (): Promise<void> => {
    const text = 'Test 1. Test 2. '.repeat(200);
    for await (const piece of plain.synthesize({ index: 0, text }, controller.signal)) {
      heard.push(piece);
      controller.abort(reason);
    }
  };
  await expect(listening()).rejects.toBe(reason);
  expect(heard.length).toBeLessThan(20);
  expect(await speak(plain, 'Test 1.')).toHaveLength(1);
});

test('a signal that is aborted already is obeyed', async () => {
  const reason = new Error('too late');
  const pieces = plain.synthesize({ index: 0, text: 'Test 1.' }, AbortSignal.abort(reason));
  await expect(collect(pieces)).rejects.toBe(reason);
});

test('values that are no sound fail the clause and nothing else', async () => {
  await expect(speak(plain, 'A measure of it.')).rejects.toMatchObject({
    code: 'SYNTHESIS_FAILED',
    message: 'The voice made values that are no sound.',
    context: { value: 'NaN' },
  });
  expect(await speak(plain, 'Test 1.')).toHaveLength(1);
});

test('a voice that makes no sound at all, or only silence, is refused at the start', async () => {
  await expect(start({ lengthScale: 1e-9 })).rejects.toMatchObject({
    code: 'MODEL_FILE_INVALID',
    message: expect.stringContaining('The voice made no sound.') as string,
  });
  const silent = await writeTestVoice(await mkdtemp(join(folder, 'silent-')), { silent: true });
  await expect(start({ voicePath: silent })).rejects.toMatchObject({
    code: 'MODEL_FILE_INVALID',
    message: expect.stringContaining('The voice stays silent.') as string,
  });
});

test('a voice that knows none of the sounds says so', async () => {
  const config = { phoneme_type: 'text', phoneme_id_map: { _: [0], '^': [1], $: [2], '1': [20], '2': [21] } };
  const path = await writeTestVoice(await mkdtemp(join(folder, 'figures-')), { config });
  const synthesizer = await start({ voicePath: path });
  expect(await speak(synthesizer, '12')).toHaveLength(1);
  await expect(speak(synthesizer, 'hello')).rejects.toMatchObject({
    code: 'SYNTHESIS_FAILED',
    retryable: false,
  });
});

test('a truncated network is refused by its name', async () => {
  const path = await writeTestVoice(await mkdtemp(join(folder, 'truncated-')));
  await truncate(path, 600);
  await expect(start({ voicePath: path })).rejects.toMatchObject({
    code: 'MODEL_FILE_INVALID',
    context: { path },
  });
});

test('a network that is no voice is refused by its name', async () => {
  const path = await writeTestVoice(await mkdtemp(join(folder, 'other-')));
  const bytes = await readFile(path);
  await writeFile(path, bytes.toString('latin1').replaceAll('scales', 'scalar'), 'latin1');
  await expect(start({ voicePath: path })).rejects.toMatchObject({
    code: 'MODEL_FILE_INVALID',
    message: expect.stringContaining('no input named scales') as string,
  });
});

test('a language that espeak-ng does not know is refused by its field', async () => {
  const config = { espeak: { voice: 'xx-nobody' } };
  const path = await writeTestVoice(await mkdtemp(join(folder, 'language-')), { config });
  await expect(start({ voicePath: path })).rejects.toMatchObject({
    code: 'VOICE_CONFIG_INVALID',
    context: { field: 'espeak.voice' },
  });
});

test.each([
  [{ lengthScale: 0 }, 'lengthScale'],
  [{ lengthScale: Number.NaN }, 'lengthScale'],
  [{ noiseScale: -1 }, 'noiseScale'],
  [{ noiseW: Infinity }, 'noiseW'],
  [{ speakerId: 1 }, 'speakerId'],
  [{ sentencePauseMs: -1 }, 'sentencePauseMs'],
])('options that the voice cannot follow are refused: %o', async (options, name) => {
  await expect(start(options)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(name) as string,
  });
});

test('a voice without its description is refused by the file that is missing', async () => {
  const path = join(folder, 'alone.onnx');
  await copyFile(voicePath, path);
  await expect(start({ voicePath: path })).rejects.toMatchObject({
    code: 'VOICE_CONFIG_MISSING',
    context: { path: `${path}.json` },
  });
});

test('the demo voice speaks: audible, finite, steady, and longer texts last longer', async () => {
  const synthesizer = await start({ voicePath: DEMO_VOICE });
  const short = await speak(synthesizer, 'Hello there.');
  const long = await speak(synthesizer, 'Hello there, the weather is nice today and we go outside.');
  expect(samplesIn(long)).toBeGreaterThan(2 * samplesIn(short));
  for (const { samples } of [...short, ...long]) {
    expect(samples.every(Number.isFinite)).toBe(true);
    expect(speechLevelDb(samples, 48_000)).toBeGreaterThan(-26);
    expect(peakOf(samples)).toBeLessThanOrEqual(Math.fround(LIMITER_CEILING));
  }
  expect(await speak(synthesizer, 'Hello there.')).toEqual(short);
  expect(synthesizer.describe()).toMatchObject({
    name: 'en_US-everyday-low',
    languageCode: 'en_US',
    worker: { state: 'ready', failed: 0 },
  });
});
