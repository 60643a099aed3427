import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mix, noise, sequence, silence, tone } from '../fixtures/signals.ts';
import { speakSentence, SPOKEN_SENTENCES } from '../fixtures/spoken-sentences.ts';
import type { TranscribedSegment, Transcript } from '../utterance.ts';
import { SMALL_MODEL } from './fixtures/model-folder.ts';
import { createWhisperTranscriber, type WhisperTranscriber } from './whisper-transcriber.ts';

let transcriber: WhisperTranscriber;
let speech: Float32Array;
const patient = new AbortController().signal;

beforeAll(async () => {
  transcriber = await createWhisperTranscriber({
    modelPath: SMALL_MODEL,
    encoderThreads: 1,
    utteranceTimeoutMs: 300_000,
  });
  speech = await speakSentence(SPOKEN_SENTENCES[1]!);
});
afterAll(async () => {
  await transcriber.close();
});

const hear = (samples: Float32Array, voicedMs: number): Promise<Transcript> =>
  transcriber.transcribe(
    {
      id: 'u1',
      userId: 'ada',
      samples,
      startMs: 0,
      endMs: samples.length / 16,
      voicedMs,
      provisional: false,
    },
    patient,
  );

async function readLong(...pieces: readonly Float32Array[]): Promise<readonly TranscribedSegment[]> {
  async function* source(): AsyncGenerator<Float32Array> {
    yield* pieces;
  }
  const segments: TranscribedSegment[] = [];
  const options = { temperatures: [0, 1] };
  for await (const segment of transcriber.transcribeLong(source(), options, patient)) segments.push(segment);
  return segments;
}

const clipped = (samples: Float32Array): Float32Array =>
  samples.map((value) => Math.max(-1, Math.min(1, value * 40)));
const shifted = (samples: Float32Array): Float32Array => samples.map((value) => value + 0.4);
const withBroken = (samples: Float32Array): Float32Array => samples.with(samples.length >> 1, NaN);

describe('an utterance', () => {
  it.each([
    ['one sample', Float32Array.of(0.3), 20],
    ['a step of direct current', new Float32Array(32_000).fill(0.5), 100],
    ['a click', sequence(silence(700), Float32Array.of(1, -1, 1), silence(300)), 20],
    ['a hum', tone(3000, 50, -20), 300],
    ['noise', noise(4000, -30), 300],
  ])('of %s says nothing', async (_name, samples, voicedMs) => {
    expect((await hear(samples, voicedMs)).text).toBe('');
  });

  it('of ten minutes of silence says nothing, window after window', async () => {
    expect((await hear(mix(silence(600_000), noise(600_001, -75)), 1000)).text).toBe('');
  });

  it('that is clipped or lies off its middle line is read all the same', async () => {
    const plain = await hear(speech, speech.length / 16);
    expect(plain.text).toMatch(/story/u);
    expect((await hear(shifted(speech), speech.length / 16)).text).toMatch(/story/u);
    const { text, confidence } = await hear(clipped(speech), speech.length / 16);
    expect(typeof text).toBe('string');
    expect(Number.isFinite(confidence.averageLogProbability)).toBe(true);
  });

  it.each([
    ['three times too slow', 3],
    ['three times too fast', 1 / 3],
  ])('at the wrong rate ends: %s', async (_name, factor) => {
    const length = Math.floor(speech.length * factor);
    const samples = Float32Array.from({ length }, (_unused, n) => speech[Math.floor(n / factor)]!);
    const { text, confidence } = await hear(samples, length / 16);
    expect(typeof text).toBe('string');
    expect(confidence.noSpeechProbability).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['no samples', () => new Float32Array(0)],
    ['a sample that is no number', () => withBroken(speech)],
  ])('of %s is an error with a name', async (_name, make) => {
    await expect(hear(make(), 1000)).rejects.toMatchObject({
      code: 'TRANSCRIPTION_FAILED',
      retryable: false,
    });
  });
});

describe('a long recording', () => {
  it.each([
    ['no samples', new Float32Array(0)],
    ['one sample', Float32Array.of(0.3)],
    ['digital silence', silence(90_000)],
  ])('of %s has no segments', async (_name, samples) => {
    expect(await readLong(samples)).toEqual([]);
  });

  it.each([
    ['faint noise', () => noise(45_000, -70)],
    ['direct current', () => new Float32Array(45 * 16_000).fill(0.5)],
    ['clipped speech', () => sequence(...Array.from({ length: 12 }, () => clipped(speech)))],
  ])('of %s comes to its end, in order', async (_name, make) => {
    const samples = make();
    let latestMs = 0;
    for (const { startMs, endMs, text } of await readLong(samples)) {
      expect(startMs).toBeGreaterThanOrEqual(latestMs);
      expect(endMs).toBeLessThanOrEqual(samples.length / 16);
      expect(text).not.toBe('');
      latestMs = startMs;
    }
  });

  it('with a sample that is no number is an error that tells where', async () => {
    await expect(readLong(silence(40_000), withBroken(speech))).rejects.toMatchObject({
      code: 'TRANSCRIPTION_FAILED',
      context: { sample: 40_000 * 16 + (speech.length >> 1) },
    });
  });
});

it('still understands speech after all that', async () => {
  expect((await hear(speech, speech.length / 16)).text).toMatch(/story/u);
});
