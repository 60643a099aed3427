import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createOnnxSession, makeAttribute, readOnnxModel, writeOnnxModel } from '#models';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { writePiperVoice, type VoiceSkeleton } from '../../../tools/speech-models/index.ts';
import type { SpokenAudio } from '../spoken-audio.ts';
import { createChunkSchedule } from './chunk-schedule.ts';
import { loadVoiceModel, type LoadedVoiceModel } from './load-voice-model.ts';
import { createPiperSynthesizer, type PiperNotice, type PiperSynthesizer } from './piper-synthesizer.ts';
import { writeTestVoice } from './test-voice.ts';
import type { VoiceModel } from './voice-model.ts';
import { createWholeVoice } from './whole-voice.ts';

const EVERYDAY = fileURLToPath(new URL('../../../loopback/models/en_US-everyday-low.onnx', import.meta.url));
const SCALES = { noiseScale: 0, lengthScale: 1, noiseW: 0, speakerId: 0 };
const STEADY = { noiseScale: 0, noiseW: 0 };
/** A hundred ids: about 300 frames. */
const IDS = [1, 0, ...Array.from({ length: 48 }, (_, n) => [14 + ((n * 7) % 40), 0]).flat(), 2];
const TEXT = 'Hello there, the **weather** is nice today. It costs $5, my friend!';
const never = new AbortController().signal;

let folder = '';
let cacheFolder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-streaming-'));
  cacheFolder = join(folder, 'cache');
});
afterAll(() => rm(folder, { recursive: true }));

const load = (path: string): Promise<LoadedVoiceModel> =>
  loadVoiceModel({
    path,
    sampleRateHz: 22_050,
    cacheFolder,
    sample: { ids: IDS, scales: SCALES },
    signal: never,
  });

interface Spoken {
  readonly chunks: readonly number[];
  readonly samples: Float32Array;
  readonly idSamples: Float32Array | undefined;
}

async function speakIds(model: VoiceModel, speakerId = 0): Promise<Spoken> {
  const pieces: Float32Array[] = [];
  let told: Float32Array | undefined;
  const sounds = model.speak(IDS, { ...SCALES, speakerId }, createChunkSchedule({ costMs: 0 }, true));
  for await (const { samples, idSamples } of sounds) {
    pieces.push(samples);
    told ??= idSamples;
  }
  return {
    chunks: pieces.map(({ length }) => length),
    samples: Float32Array.from(pieces.flatMap((piece) => [...piece])),
    idSamples: told,
  };
}

/** As a share of the loudest sample. */
function difference(first: Float32Array, second: Float32Array): number {
  let greatest = 0;
  let peak = 0;
  for (const [n, value] of first.entries()) {
    greatest = Math.max(greatest, Math.abs(value - (second[n] as number)));
    peak = Math.max(peak, Math.abs(value));
  }
  return greatest / peak;
}

const SKELETONS: readonly VoiceSkeleton[] = [
  'piper-mini',
  'piper-mini-high',
  'piper-mini-speakers',
  'piper-mini-2023',
  'piper-mini-2023-speakers',
];

describe.each([...SKELETONS, 'everyday' as const])('%s', (name) => {
  let path = '';
  let loaded: LoadedVoiceModel;
  beforeAll(async () => {
    path = name === 'everyday' ? EVERYDAY : await writePiperVoice(name, folder);
    loaded = await load(path);
  }, 240_000);

  test('is cut, and its chunks are the whole sentence, with every id in its place', async () => {
    expect(loaded.unsplitReason).toBeUndefined();
    const whole = await speakIds(createWholeVoice(await createOnnxSession(path), path));
    const chunked = await speakIds(loaded.model);
    expect(whole.chunks).toHaveLength(1);
    expect(chunked.chunks.slice(0, 2)).toEqual([24 * 256, 48 * 256]);
    expect(chunked.samples.length).toBe(whole.samples.length);
    expect(difference(whole.samples, chunked.samples)).toBeLessThan(2e-6);
    expect(chunked.idSamples).toHaveLength(IDS.length);
    expect(chunked.idSamples?.reduce((sum, samples) => sum + samples, 0)).toBe(whole.samples.length);
  });

  test('gives the same values every time without noise', async () => {
    expect((await speakIds(loaded.model)).samples).toEqual((await speakIds(loaded.model)).samples);
  });
});

test.each<VoiceSkeleton>(['piper-mini-speakers', 'piper-mini-2023-speakers'])(
  'every speaker of %s is the one that the whole network gives',
  async (name) => {
    const path = await writePiperVoice(name, folder);
    const { model } = await load(path);
    const whole = createWholeVoice(await createOnnxSession(path), path);
    const [first, third] = [await speakIds(model), await speakIds(model, 2)];
    expect(third.samples).not.toEqual(first.samples);
    const expected = await speakIds(whole, 2);
    expect(third.samples.length).toBe(expected.samples.length);
    expect(difference(expected.samples, third.samples)).toBeLessThan(2e-6);
  },
);

test('a vocoder that looks further than the context of a chunk speaks whole sentences instead', async () => {
  const path = join(folder, 'far-sighted.onnx');
  await writeFile(path, await farSighted());
  const loaded = await load(path);
  expect(loaded.unsplitReason).toContain('in chunks differs');
  const spoken = await speakIds(loaded.model);
  expect(spoken.chunks).toHaveLength(1);
});

/** A voice with the first convolution of its vocoder made so wide that it needs 39 frames on each side. */
async function farSighted(): Promise<Uint8Array> {
  const model = readOnnxModel(await readFile(await writePiperVoice('piper-mini-2023', folder)));
  const { graph } = model;
  const changed = new Map([
    ['pads', makeAttribute('pads', [39n, 39n])],
    ['dilations', makeAttribute('dilations', [13n])],
  ]);
  const nodes = graph.nodes.map((node) =>
    node.inputs[1] === 'dec.conv_pre.weight'
      ? { ...node, attributes: node.attributes.map((attribute) => changed.get(attribute.name) ?? attribute) }
      : node,
  );
  return writeOnnxModel({ ...model, graph: { ...graph, nodes } });
}

async function speak(synthesizer: PiperSynthesizer, text: string): Promise<SpokenAudio[]> {
  const pieces: SpokenAudio[] = [];
  for await (const piece of synthesizer.synthesize({ index: 3, text }, never)) pieces.push(piece);
  return pieces;
}

function lengthMs(pieces: readonly SpokenAudio[]): number {
  return pieces.reduce((sum, { samples }) => sum + samples.length, 0) / 48;
}

describe('a synthesizer', () => {
  const open: PiperSynthesizer[] = [];
  const notices: PiperNotice[] = [];
  const onNotice = (notice: PiperNotice): void => void notices.push(notice);
  const start = async (voicePath: string, cache = cacheFolder): Promise<PiperSynthesizer> => {
    const started = await createPiperSynthesizer({ voicePath, ...STEADY, cacheFolder: cache, onNotice });
    open.push(started);
    return started;
  };
  afterAll(async () => {
    for (const synthesizer of open) await synthesizer.close();
  });

  test('gives the first sound early, and the words of each sentence with its beginning', async () => {
    const synthesizer = await start(EVERYDAY);
    expect(synthesizer.describe()).toMatchObject({ streaming: 'chunks', tellsWords: true });
    const pieces = await speak(synthesizer, TEXT);
    expect(pieces.length).toBeGreaterThan(2);
    expect(lengthMs(pieces.slice(0, 1))).toBeLessThan(lengthMs(pieces) / 2);
    const words = pieces.flatMap((piece) => piece.words ?? []);
    expect(pieces.filter((piece) => piece.words !== undefined)).toHaveLength(2);
    expect(words.map(({ text }) => text.replaceAll(/[.,!]/gu, ''))).toEqual(
      'Hello there the weather is nice today It costs 5 dollars my friend'.split(' '),
    );
    expect(words.map(({ sourceEnd }) => TEXT.slice(0, sourceEnd).split(' ').at(-1))).toEqual(
      'Hello there, the **weather** is nice today. It costs  $5, my friend!'.split(' '),
    );
    let before = 0;
    for (const { startMs, endMs } of words) {
      expect(startMs).toBeGreaterThanOrEqual(before);
      expect(endMs).toBeGreaterThan(startMs);
      before = endMs;
    }
    expect(before).toBeLessThan(lengthMs(pieces));
  });

  test('is quiet in the pause between the words of two sentences, and loud within the words', async () => {
    const pieces = await speak(await start(EVERYDAY), TEXT);
    const sound = Float32Array.from(pieces.flatMap(({ samples }) => [...samples]));
    const levelOf = (fromMs: number, toMs: number): number => {
      const part = sound.subarray(fromMs * 48, toMs * 48);
      return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length);
    };
    const words = pieces.flatMap((piece) => piece.words ?? []);
    const [today, it] = [words[6], words[7]];
    if (today === undefined || it === undefined) throw new Error('The words are missing.');
    const pause = levelOf(today.endMs + 100, it.startMs - 20);
    for (const { startMs, endMs } of words) expect(levelOf(startMs, endMs)).toBeGreaterThan(5 * pause);
  });

  test('keeps what it measured, and speaks the same at the next start', async () => {
    const cache = join(folder, 'kept');
    const first = await start(EVERYDAY, cache);
    const files = await readdir(cache);
    expect(files.some((file) => file.endsWith('-voice-v1.json'))).toBe(true);
    const second = await start(EVERYDAY, cache);
    expect(second.describe().gainDb).toBe(first.describe().gainDb);
    expect(await speak(second, TEXT)).toEqual(await speak(first, TEXT));
    expect(await readdir(cache)).toEqual(files);
  });

  test('follows a style, clause by clause', async () => {
    const synthesizer = await start(await writePiperVoice('piper-mini-speakers', folder));
    const styled = async (style: object): Promise<SpokenAudio[]> => {
      const pieces: SpokenAudio[] = [];
      const clause = { index: 0, text: 'Hello there, my friend.' };
      for await (const piece of synthesizer.synthesize(clause, never, { style })) pieces.push(piece);
      return pieces;
    };
    const plain = await styled({});
    const slow = await styled({ speed: 0.5 });
    expect(lengthMs(slow) / lengthMs(plain)).toBeGreaterThan(1.5);
    expect(await styled({ speaker: 'speaker-2' })).toEqual(await styled({ speaker: 2 }));
    expect(await styled({ speaker: 2 })).not.toEqual(plain);
    expect(await styled({})).toEqual(plain);
    await expect(styled({ speaker: 4 })).rejects.toMatchObject({ code: 'VOICE_SPEAKER_UNKNOWN' });
    await expect(styled({ speed: 5 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test('says why a voice cannot be cut, and invents no word times for it', async () => {
    notices.splice(0);
    const synthesizer = await start(await writeTestVoice(folder));
    expect(notices).toEqual([
      { kind: 'voice-unsplit', voice: 'en_US-hum-low', reason: expect.stringContaining('vocoder') as string },
    ]);
    expect(synthesizer.describe()).toMatchObject({ streaming: 'sentences', tellsWords: false });
    const pieces = await speak(synthesizer, 'Test 1. Test 2.');
    expect(pieces).toHaveLength(2);
    expect(pieces.every((piece) => piece.words === undefined)).toBe(true);
  });

  test('tells when nothing could be kept, and speaks all the same', async () => {
    notices.splice(0);
    const file = join(folder, 'no-folder');
    await writeFile(file, '');
    const synthesizer = await start(EVERYDAY, file);
    expect(notices).toMatchObject([{ kind: 'voice-cache-failed' }]);
    expect(await speak(synthesizer, 'Hello.')).not.toEqual([]);
  });

  test('speaks a text of 100,000 characters piece by piece until it is stopped', async () => {
    const synthesizer = await start(EVERYDAY);
    const controller = new AbortController();
    const text = 'One two three, four five six. '.repeat(3334);
    let spokenMs = 0;
    let lastWordMs = 0;
    const listening = async (): Promise<void> => {
      for await (const piece of synthesizer.synthesize({ index: 0, text }, controller.signal)) {
        lastWordMs = piece.words?.at(-1)?.endMs ?? lastWordMs;
        spokenMs += piece.samples.length / 48;
        if (spokenMs > 120_000) controller.abort(new Error('enough'));
      }
    };
    await expect(listening()).rejects.toThrow('enough');
    expect(lastWordMs).toBeGreaterThan(115_000);
    expect(await speak(synthesizer, 'Hello.')).not.toEqual([]);
  });

  test.each([
    '😀😃🎉',
    '\ud83d\udc00',
    'مرحبا بالعالم',
    '\u0000\u0007\u001b[31m',
    '\u202eevil\u202c',
    '!?!?…',
    '。、！',
    'a'.repeat(3000),
  ])('gives sound or silence for %j, never a failure', async (text) => {
    const pieces = await speak(open[0] as PiperSynthesizer, text);
    for (const { samples } of pieces) expect(samples.every(Number.isFinite)).toBe(true);
  });
});
