import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWhisperTranscriber } from '#hearing';
import { createOnnxSession } from '#models';
import { createPiperSynthesizer } from '#speaking';
import { mix, noise, tone } from '../../src/hearing/fixtures/signals.ts';
import { openTransformersJs } from '../bench/speech/transformers-js.ts';
import { fillSkeleton, VOICE_SHAPES, WHISPER_SHAPES, writePiperVoice, writeWhisperFolder } from './index.ts';

const NEVER = new AbortController().signal;
const minis = <T extends string>(shapes: Readonly<Record<T, unknown>>): readonly T[] =>
  (Object.keys(shapes) as T[]).filter((name) => name.includes('-mini'));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-skeletons-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a skeleton gives the same bytes for the same seed, and others for another', async () => {
  const name = 'whisper-mini-hub/encoder_model.onnx';
  const [first, again, other] = await Promise.all([
    fillSkeleton(name),
    fillSkeleton(name),
    fillSkeleton(name, 2),
  ]);
  expect(Buffer.compare(first, again)).toBe(0);
  expect(other.length).toBe(first.length);
  expect(Buffer.compare(first, other)).not.toBe(0);
});

test.each(minis(WHISPER_SHAPES))('%s hears sound as finite numbers that vary', async (name) => {
  const session = await createOnnxSession(await fillSkeleton(`${name}/encoder_model.onnx`));
  const mel = Float32Array.from({ length: 80 * 3000 }, (_, at) => Math.sin(at / 7));
  const states = (await session.run({ input_features: new Tensor('float32', mel, [1, 80, 3000]) }))[
    'last_hidden_state'
  ];
  await session.release();
  expect(states?.dims).toEqual([1, 1500, 128]);
  const values = states?.data as Float32Array;
  expect(values.every(Number.isFinite)).toBe(true);
  expect(Math.max(...values.slice(0, 1280)) - Math.min(...values.slice(0, 1280))).toBeGreaterThan(0.1);
});

describe.each(minis(WHISPER_SHAPES))('a whole folder of %s', (name) => {
  test('is read alike by this project and by transformers.js', async () => {
    const path = join(folder, name);
    await writeWhisperFolder(name, path);
    const ours = await createWhisperTranscriber({
      modelPath: path,
      language: 'en',
      encoderFormat: 'fp32',
      decoderFormat: 'fp32',
      windowPolicy: { floorSeconds: 30, marginSeconds: 0 },
    });
    const theirs = await openTransformersJs(path, { encoder: 'fp32', decoder: 'fp32' });
    const samples = mix(tone(2000, 440, -20), noise(2000, -40));
    const utterance = {
      id: '1',
      userId: '1',
      samples,
      startMs: 0,
      endMs: 2000,
      voicedMs: 2000,
      provisional: false,
    };
    const { tokens } = await ours.transcribe(utterance, NEVER, { exactTokens: 12, tokens: true });
    const expected = await theirs.tokens(samples, { exactly: 12 }, WHISPER_SHAPES[name].endOfText);
    await ours.close();
    await theirs.close();
    expect(tokens).toHaveLength(12);
    expect(tokens).toEqual(expected);
  });
});

test.each(minis(VOICE_SHAPES))('%s speaks', async (name) => {
  const voice = await createPiperSynthesizer({ voicePath: await writePiperVoice(name, folder) });
  let peak = 0;
  let samples = 0;
  for await (const piece of voice.synthesize({ index: 0, text: 'Good evening, everybody.' }, NEVER)) {
    samples += piece.samples.length;
    for (const value of piece.samples) peak = Math.max(peak, Math.abs(value));
  }
  await voice.close();
  expect(samples).toBeGreaterThan(48_000);
  expect(peak).toBeGreaterThan(0.01);
});
