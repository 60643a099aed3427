import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeScriptedTrainer } from '../fixtures/scripted-trainer.ts';
import type { TrainerEvent } from './trainer-event.ts';
import { trainVoice, type TrainedVoice, type TrainVoiceOptions } from './train-voice.ts';

const { signal } = new AbortController();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-voice-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function train(
  script: string,
  changes: Partial<TrainVoiceOptions> = {},
): Promise<{ readonly result: Promise<TrainedVoice>; readonly events: TrainerEvent[] }> {
  const events: TrainerEvent[] = [];
  const result = trainVoice(
    {
      settings: {
        name: 'ada',
        quality: 'medium',
        espeakVoice: 'en-us',
        epochs: 1,
        batchSize: 8,
        learningRate: 1e-4,
        precision: '32-true',
        seed: 1,
        checkpointEveryEpochs: 1,
        validationShare: 0,
        device: 'cpu',
        minFreeBytes: 0,
      },
      python: await writeScriptedTrainer(folder, script),
      metadataPath: '/nowhere/metadata.csv',
      clipsFolder: '/nowhere/clips',
      workFolder: join(folder, 'work'),
      onEvent: (event) => events.push(event),
      cancel: signal,
      stallTimeoutMs: 60_000,
      ...changes,
    },
    signal,
  );
  return { result, events };
}

test('a training ends with its own word, not with the exit code', async () => {
  const { result, events } = await train(`
    console.log('what a library has to say');
    appendFileSync(job.events_path, 'no JSON\\n{"type":"unheard of"}\\n');
    tell({ type: 'done', reason: 'epochs' });
    process.exit(3);`);

  await expect(result).resolves.toMatchObject({ configPath: join(folder, 'work', 'config.json') });
  expect(events.map(({ type }) => type)).toEqual(['hello', 'done']);
});

test('a trainer that ends without a word has failed, with the end of its log and what helps', async () => {
  const { result } = await train(`console.error("ModuleNotFoundError: No module named 'piper'");`);

  await expect(result).rejects.toMatchObject({
    code: 'TRAINER_FAILED',
    message: expect.stringMatching(/No module named 'piper'".* Run "aichat training setup" again\.$/su),
  });
});

test('too little memory comes with a smaller batch', async () => {
  const { result } = await train(
    `tell({ type: 'failed', code: 'out-of-memory', message: 'CUDA out of memory.', batchSize: 4 });`,
  );

  await expect(result).rejects.toMatchObject({
    code: 'TRAINER_FAILED',
    message: expect.stringContaining('Try a batch size of 4.'),
  });
});

test('a full disk is told as one', async () => {
  const { result } = await train(`tell({ type: 'failed', code: 'disk-full', message: '3 MB are free.' });`);

  await expect(result).rejects.toMatchObject({ code: 'DISK_FULL' });
});

test('a trainer that hangs is ended', async () => {
  const { result } = await train(`setInterval(() => undefined, 1000);`, { stallTimeoutMs: 1500 });

  await expect(result).rejects.toMatchObject({ code: 'TIMED_OUT' });
});

test('being called off is asked for politely', async () => {
  const cancel = new AbortController();
  const { result, events } = await train(
    `
    process.on('SIGTERM', () => { tell({ type: 'done', reason: 'cancelled' }); process.exit(0); });
    setInterval(() => undefined, 1000);
    tell({ type: 'base', copied: 1, of: 1 });`,
    {
      cancel: cancel.signal,
      onEvent(event) {
        if (event.type === 'base') cancel.abort(new Error('enough'));
      },
    },
  );

  await expect(result).rejects.toThrow('enough');
  expect(events).toEqual([]);
});

test('a program that cannot be started is an error of the trainer', async () => {
  const { result } = await train('', { python: join(folder, 'nothing') });

  await expect(result).rejects.toMatchObject({ code: 'TRAINER_FAILED' });
});
