import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeWhisperFolder } from '../../../../tools/speech-models/index.ts';
import { noise } from '../../fixtures/signals.ts';
import type { TranscribedWord } from '../../utterance.ts';
import { changeJson } from '../fixtures/model-folder.ts';
import { createWhisperTranscriber, type WhisperTranscriber } from '../whisper-transcriber.ts';

/** Weights without meaning would rather steer than write: 1256 ends a text, what follows steers. */
const steering = Array.from({ length: 1607 }, (_unused, n) => 1257 + n);

/** A model of the usual structure whose weights mean nothing. */
async function open(
  name: 'whisper-mini-timestamped' | 'whisper-mini-hub',
  suppressed: readonly number[] = steering,
  wordTimes = false,
): Promise<WhisperTranscriber> {
  const path = await mkdtemp(join(folder, 'model-'));
  await writeWhisperFolder(name, path);
  await changeJson(path, 'generation_config.json', { suppress_tokens: suppressed });
  return createWhisperTranscriber({ modelPath: path, encoderThreads: 1, language: 'en', wordTimes });
}

let folder = '';
let timed: WhisperTranscriber;
let plain: WhisperTranscriber;
const patient = new AbortController().signal;
const samples = noise(4000, -20);
const utterance = {
  id: 'u1',
  userId: 'ada',
  samples,
  startMs: 0,
  endMs: 4000,
  voicedMs: 4000,
  provisional: false,
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-words-'));
  timed = await open('whisper-mini-timestamped');
  plain = await open('whisper-mini-hub');
});
afterAll(async () => {
  await timed.close();
  await plain.close();
  await rm(folder, { recursive: true });
});

function expectInOrder(words: readonly TranscribedWord[], fromMs: number, toMs: number): void {
  let latestMs = fromMs;
  for (const { startMs, endMs, probability } of words) {
    expect(startMs).toBeGreaterThanOrEqual(latestMs);
    expect(endMs).toBeGreaterThanOrEqual(startMs);
    expect(endMs).toBeLessThanOrEqual(toMs);
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThanOrEqual(1);
    latestMs = startMs;
  }
}

it('a decoder that shows its attention gives every word a time', async () => {
  expect(timed.describe().wordTimes).toBe(true);
  const { text, words } = await timed.transcribe(utterance, patient, { words: true, exactTokens: 12 });
  expect(words!.length).toBeGreaterThan(0);
  expect(words!.map((word) => word.text).join('')).toBe(text.replaceAll(' ', ''));
  expectInOrder(words!, 0, 4000);
});

it('gives no times when nobody asks', async () => {
  expect(await timed.transcribe(utterance, patient, { exactTokens: 12 })).not.toHaveProperty('words');
});

it('another decoder says that it cannot, and makes none up', async () => {
  expect(plain.describe().wordTimes).toBe(false);
  const transcript = await plain.transcribe(utterance, patient, { words: true, exactTokens: 12 });
  expect(transcript.text).not.toBe('');
  expect(transcript).not.toHaveProperty('words');
});

it('a decoder that keeps its attention to itself is opened, and tells the same', async () => {
  await using stack = new AsyncDisposableStack();
  const opened = stack.adopt(await open('whisper-mini-hub', steering, true), (one) => one.close());
  expect(opened.describe()).toMatchObject({ wordTimes: true });
  const { text, words } = await opened.transcribe(utterance, patient, { words: true, exactTokens: 12 });
  expect(text).toBe((await plain.transcribe(utterance, patient, { exactTokens: 12 })).text);
  expect(words!.map((word) => word.text).join('')).toBe(text.replaceAll(' ', ''));
  expectInOrder(words!, 0, 4000);
});

async function* sound(): AsyncGenerator<Float32Array> {
  for (let second = 0; second < 40; second += 1) yield noise(1000, -20, second + 1);
}

it('a long recording comes in order, segment by segment, with words inside', async () => {
  await using stack = new AsyncDisposableStack();
  const transcriber = stack.adopt(await open('whisper-mini-timestamped', []), (opened) => opened.close());
  const options = { words: true, temperatures: [0, 1] };
  let latestMs = 0;
  let count = 0;
  for await (const segment of transcriber.transcribeLong(sound(), options, patient)) {
    expect(segment.startMs).toBeGreaterThanOrEqual(latestMs);
    expect(segment.endMs).toBeLessThanOrEqual(40_000);
    expectInOrder(segment.words!, 0, 40_000);
    latestMs = segment.startMs;
    count += 1;
  }
  expect(count).toBeGreaterThan(0);
});
