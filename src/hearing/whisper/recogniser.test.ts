import { beforeAll, describe, expect, it } from 'vitest';
import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import { mix, noise, sequence, silence } from '../fixtures/signals.ts';
import { speakSentence, SPOKEN_SENTENCES } from '../fixtures/spoken-sentences.ts';
import { SMALL_MODEL } from './fixtures/model-folder.ts';
import { createReferenceRecogniser, type ReferenceRecogniser } from './fixtures/reference-recogniser.ts';
import { loadRecogniser, type RecogniserOptions } from './load-recogniser.ts';
import { resolveModelOptions } from './model-options.ts';
import {
  DEFAULT_READING,
  recogniseWindow,
  type ReadingOptions,
  type RecogniserParts,
  type WindowReading,
} from './recognise-window.ts';
import { recognise, type Recognition } from './recogniser.ts';
import { WINDOW_SAMPLES } from './window-policy.ts';
import { splitIntoWindows } from './windows.ts';

const nothing = (): void => undefined;

const options: RecogniserOptions = {
  ...resolveModelOptions({
    modelPath: SMALL_MODEL,
    encoderThreads: 1,
    windowPolicy: { floorSeconds: 30, marginSeconds: 0 },
  }),
  startTimeoutMs: 120_000,
};

const readWindow = (samples: Float32Array, changes: Partial<ReadingOptions> = {}): Promise<WindowReading> =>
  recogniseWindow(parts, samples, samples.length / 16, { ...DEFAULT_READING, ...changes }, nothing);
const read = (samples: Float32Array, voicedMs: number, check = nothing): Promise<Recognition> =>
  recognise(parts, samples, voicedMs, DEFAULT_READING, check);

let parts: RecogniserParts;
let reference: ReferenceRecogniser;
const spoken: Float32Array[] = [];
const numbered = SPOKEN_SENTENCES.map(({ text }, index) => ({ text, index }));

beforeAll(async () => {
  parts = (await loadRecogniser(options)).parts;
  reference = await createReferenceRecogniser(SMALL_MODEL);
  for (const sentence of SPOKEN_SENTENCES) spoken.push(await speakSentence(sentence));
});

describe('the small model', () => {
  it.each(numbered)('gives the tokens of a plain implementation ($text)', async ({ index }) => {
    const samples = spoken[index]!;
    const expected = await reference.tokens(samples);
    const { tokens, text, uncertain, decoded } = await readWindow(samples);
    expect(tokens).toEqual(expected);
    expect(text).toBe(reference.text(expected));
    expect(uncertain).toBe(false);
    expect(decoded).toMatchObject({ language: 'en', stop: 'end' });
  });

  it('also in noise', async () => {
    const clean = spoken[0]!;
    const samples = mix(clean, noise(clean.length / 16 + 1, -38));
    expect((await readWindow(samples)).tokens).toEqual(await reference.tokens(samples));
  });

  it('gives the same again after other speech', async () => {
    const samples = spoken[1]!;
    const { timings: _firstTimings, ...first } = await readWindow(samples);
    await readWindow(spoken[0]!);
    expect(await readWindow(samples)).toMatchObject(first);
  });
});

describe('nothing is said', () => {
  it.each([
    ['in silence', silence(2000)],
    ['in faint noise', noise(2000, -50)],
    ['in one sample', new Float32Array(1).fill(0.5)],
  ])('%s', async (_name, samples) => {
    const recognition = await read(samples, 150);
    expect(recognition.text).toBe('');
    expect(recognition.confidence.noSpeechProbability).toBeGreaterThan(0.5);
  });
});

it('reads more than 30 s window by window', async () => {
  const [first, second] = [spoken[0]!, spoken[1]!];
  const pause = silence(29_000 - first.length / 16);
  const long = sequence(first, pause, silence(2000), second);
  expect(long.length).toBeGreaterThan(30 * HEARING_SAMPLE_RATE_HZ);
  const [whole, ...single] = await Promise.all(
    [long, ...splitIntoWindows(long, WINDOW_SAMPLES)].map((samples) => read(samples, 5000)),
  );
  expect(single.length).toBe(2);
  expect(whole!.text).toBe(single.map(({ text }) => text).join(' '));
});

it('stops between steps', async () => {
  let checks = 0;
  const stop = (): void => {
    checks += 1;
    if (checks > 3) throw new Error('stop');
  };
  await expect(read(spoken[0]!, 2000, stop)).rejects.toThrow('stop');
});

it('refuses a language that the model does not know', async () => {
  await expect(loadRecogniser({ ...options, language: 'tlh' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('tlh'),
  });
});
