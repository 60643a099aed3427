import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noise, sequence, silence } from '../fixtures/signals.ts';
import { writeSileroModel, writeSmartTurnModel } from '../fixtures/voice-models.ts';
import { createSmartTurn } from './smart-turn.ts';
import { turnSound } from './turn-sound.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smart-turn-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();

test('the last 8 s are heard, with mean 0 and variance 1, and silence before a short turn', () => {
  const short = turnSound(Float32Array.of(1, 2, 3));
  expect(short).toHaveLength(128_000);
  // Zeros become what 0 is after the mean was taken away.
  expect(new Set(short.subarray(0, -3)).size).toBe(1);
  expect(short[127_999]! - short[127_998]!).toBeCloseTo(short[127_998]! - short[127_997]!, 3);
  const long = turnSound(sequence(silence(3000), noise(8000, -20)));
  const mean = long.reduce((sum, value) => sum + value, 0) / long.length;
  const variance = long.reduce((sum, value) => sum + (value - mean) ** 2, 0) / long.length;
  expect(mean).toBeCloseTo(0, 6);
  expect(variance).toBeCloseTo(1, 3);
  expect(turnSound(new Float32Array(0)).every((value) => value === 0)).toBe(true);
});

test('a turn that fades out is complete, one that stops short is not', async () => {
  const model = await createSmartTurn({ modelPath: await writeSmartTurnModel(join(folder, 'turn.onnx')) });
  const speech = noise(2000, -20);
  expect(await model.completion(sequence(speech, silence(220)), signal)).toBeGreaterThan(0.5);
  expect(await model.completion(speech, signal)).toBeLessThan(0.5);
  expect(await model.completion(sequence(noise(20_000, -20), silence(220)), signal)).toBeGreaterThan(0.5);
  await model.close();
});

test('another kind of model is refused by name', async () => {
  const modelPath = await writeSileroModel(join(folder, 'silero.onnx'));
  await expect(createSmartTurn({ modelPath })).rejects.toMatchObject({
    code: 'MODEL_FILE_INVALID',
    message: expect.stringContaining('no Smart Turn model'),
  });
});
