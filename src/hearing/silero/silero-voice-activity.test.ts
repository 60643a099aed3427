import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '#core';
import { noise, sequence, silence, toFrames } from '../fixtures/signals.ts';
import { writeLegacySileroModel, writeSileroModel } from '../fixtures/voice-models.ts';
import type { VoiceActivity } from '../voice-activity.ts';
import { loadSilero, newSileroMemory } from './silero-model.ts';
import { createSileroVoiceActivity, type SileroVoiceActivity } from './silero-voice-activity.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'silero-'));
  path = await writeSileroModel(join(folder, 'silero_vad.onnx'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Opens a lane that collects its answers. */
function openLane(silero: SileroVoiceActivity) {
  const answers: VoiceActivity[] = [];
  const faults: AppError[] = [];
  const lane = silero.open({
    onActivity: (activity) => answers.push(activity),
    onFault: (error) => faults.push(error),
  });
  const push = (samples: Float32Array): void => {
    for (const frame of toFrames(samples)) lane.push(frame.samples);
  };
  const until = async (count: number): Promise<void> => {
    await expect.poll(() => answers.length, { timeout: 20_000, interval: 5 }).toBe(count);
  };
  return { lane, answers, faults, push, until };
}

describe('the model', () => {
  it('sees the end of the window before in front of each window', async () => {
    const model = await loadSilero(path);
    const memory = newSileroMemory();
    const sound = noise(320, -10);
    const windows = [0, 1, 2].map((index) => sound.slice(index * 512, (index + 1) * 512));
    for (const window of windows) expect(await model.judge(memory, window)).toBe(1);
    // Without it the answer is worth nothing.
    memory.context.fill(0);
    expect(await model.judge(memory, windows[0]!)).toBe(0);
  });

  it('of an older version is refused by name', async () => {
    const legacy = await writeLegacySileroModel(join(folder, 'old.onnx'));
    await expect(loadSilero(legacy)).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining('version 4'),
    });
    await expect(createSileroVoiceActivity({ modelPath: legacy })).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
    });
    await expect(createSileroVoiceActivity({ modelPath: join(folder, 'none.onnx') })).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
    });
  });
});

describe('voice activity', () => {
  it('answers every frame once, in order, with its level', async () => {
    const silero = await createSileroVoiceActivity({ modelPath: path });
    const { answers, push, until, faults } = openLane(silero);
    push(sequence(silence(320), noise(320, -10), silence(320)));
    await until(48);
    expect(answers.map(({ voiced }) => (voiced ? 'v' : '.')).join('')).toBe(
      `${'.'.repeat(16)}${'v'.repeat(16)}${'.'.repeat(16)}`,
    );
    expect(answers[0]!.levelDb).toBe(-100);
    expect(answers[20]!.levelDb).toBeCloseTo(-10, 0);
    expect(faults).toEqual([]);
    await silero.close();
  });

  it('keeps speakers apart', async () => {
    const silero = await createSileroVoiceActivity({ modelPath: path });
    const ada = openLane(silero);
    const ben = openLane(silero);
    for (let part = 0; part < 4; part += 1) {
      ada.push(noise(160, -10));
      ben.push(silence(160));
    }
    await Promise.all([ada.until(32), ben.until(32)]);
    expect(ada.answers.every(({ voiced }) => voiced)).toBe(true);
    expect(ben.answers.some(({ voiced }) => voiced)).toBe(false);
    await silero.close();
  });

  it('answers nothing that was pushed before a reset, and everything after it', async () => {
    const silero = await createSileroVoiceActivity({ modelPath: path });
    const { lane, answers, push, until } = openLane(silero);
    push(noise(320, -10));
    lane.reset();
    push(silence(320));
    await until(16);
    expect(answers.some(({ voiced }) => voiced)).toBe(false);
    await silero.close();
  });

  it('that answers no probability is a fault, and what follows is answered', async () => {
    const silero = await createSileroVoiceActivity({ modelPath: path });
    const { answers, faults, push, until } = openLane(silero);
    push(silence(40).fill(Number.NaN));
    await expect.poll(() => faults.length, { timeout: 20_000 }).toBe(1);
    expect(faults[0]).toMatchObject({ code: 'VOICE_ACTIVITY_FAILED', cause: { code: 'INFERENCE_FAILED' } });
    push(noise(320, -10));
    await until(16);
    expect(answers.every(({ voiced }) => voiced)).toBe(true);
    await silero.close();
  });
});
