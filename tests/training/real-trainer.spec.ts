import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PLAYOUT_SAMPLE_RATE_HZ, resample, rmsOf, writeWav } from '#audio';
import { createPiperSynthesizer } from '#speaking';
import { createWhisperTranscriber, openEnergyVoiceActivity } from '#hearing';
import {
  consentSentence,
  DEFAULT_SEGMENT_SETTINGS,
  exportVoice,
  makeVoice,
  setUpPython,
  trainVoice,
  type MadeVoice,
  type TrainedVoice,
  type TrainerEvent,
  type TrainingSettings,
  type TrainVoiceOptions,
  withdrawVoice,
} from '#training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SMALL_MODELS } from '../../tools/demo/small-models.ts';
import { until } from '../support/until.ts';
import { speakRecording } from './spoken-recording.ts';

const { signal } = new AbortController();
const RATE_HZ = 22_050;
const TEXTS = [
  'Good morning, my name is Ada.',
  'What is the weather like today?',
  'There is a small bird in the garden.',
  'Every day the dog went to the river.',
  'I would like to hear more about the river.',
  'The red hat is under the chair.',
];

const SETTINGS: TrainingSettings = {
  name: 'ada',
  quality: 'smoke',
  espeakVoice: 'en-us',
  epochs: 2,
  batchSize: 4,
  learningRate: 2e-4,
  precision: '32-true',
  seed: 1,
  checkpointEveryEpochs: 1,
  validationShare: 0.1,
  device: 'cpu',
  minFreeBytes: 1e6,
};
const at = (ms: number): number => Math.round((ms / 1000) * PLAYOUT_SAMPLE_RATE_HZ);

let folder: string;
let python: string;

beforeAll(async () => {
  python = await setUpPython({ folder: resolve('data', 'training', 'python'), signal });
  folder = await mkdtemp(join(tmpdir(), 'real-trainer-'));
  await mkdir(join(folder, 'clips'));
  const { samples, sentences } = await speakRecording([...TEXTS, ...TEXTS], () => 800, signal);
  for (const [index, { startMs, endMs }] of sentences.entries()) {
    const clip = resample(samples.slice(at(startMs - 250), at(endMs + 250)), PLAYOUT_SAMPLE_RATE_HZ, RATE_HZ);
    await writeWav(join(folder, 'clips', `c${index}.wav`), clip, RATE_HZ);
  }
  const rows = sentences.map(({ text }, index) => `c${index}|${text}\n`);
  await writeFile(join(folder, 'metadata.csv'), rows.join(''));
});
afterAll(() => rm(folder, { recursive: true }));

interface Training {
  readonly events: TrainerEvent[];
  readonly result: Promise<TrainedVoice>;
}

function train(
  work: string,
  epochs: number,
  changes: Partial<TrainVoiceOptions> = {},
  watching = signal,
): Training {
  const events: TrainerEvent[] = [];
  const result = trainVoice(
    {
      settings: { ...SETTINGS, epochs },
      python,
      metadataPath: join(folder, 'metadata.csv'),
      clipsFolder: join(folder, 'clips'),
      workFolder: join(folder, work),
      onEvent: (event) => events.push(event),
      cancel: signal,
      stallTimeoutMs: 600_000,
      ...changes,
    },
    watching,
  );
  return { events, result };
}

const errorOf = (result: Promise<unknown>): Promise<unknown> =>
  result.then(
    () => undefined,
    (error: unknown) => error,
  );

const last = <Type extends TrainerEvent['type']>(events: readonly TrainerEvent[], type: Type) =>
  events.findLast((event): event is Extract<TrainerEvent, { type: Type }> => event.type === type);

test('a training that was killed goes on with the weights and the optimisers that it had, and speaks', async () => {
  const first = train('killed', 6);
  const ended = errorOf(first.result);
  await until('a checkpoint', () => last(first.events, 'checkpoint') !== undefined, { timeoutMs: 500_000 });
  process.kill(last(first.events, 'hello')?.pid ?? 0, 'SIGKILL');
  expect(await ended).toMatchObject({ code: 'TRAINER_FAILED' });
  const kept = last(first.events, 'checkpoint');

  const second = train('killed', (kept?.epoch ?? 0) + 2);
  const { checkpointPath, configPath } = await second.result;
  const resumed = last(second.events, 'started');

  expect(resumed).toMatchObject({ isResumed: true, epoch: (kept?.epoch ?? NaN) + 1 });
  expect(resumed?.weights).toBe(kept?.weights);
  expect(resumed?.optimisers).toBe(kept?.optimisers);
  expect(last(second.events, 'checkpoint')?.weights).not.toBe(kept?.weights);

  const voicePath = join(folder, 'ada.onnx');
  await exportVoice(python, checkpointPath, voicePath, signal);
  await writeFile(`${voicePath}.json`, await readFile(configPath));
  const voice = await createPiperSynthesizer({ voicePath }, signal);
  let loudness = 0;
  for await (const { samples } of voice.synthesize({ index: 0, text: 'Good morning.' }, signal)) {
    loudness = Math.max(loudness, rmsOf(samples));
  }
  await voice.close();
  expect(loudness).toBeGreaterThan(1e-3);
});

test('a training outlives the one who watches it, is taken up again, and ends when it is asked to', async () => {
  const watching = new AbortController();
  const first = train('watched', 1000, {}, watching.signal);
  const left = errorOf(first.result);
  await until('a step', () => last(first.events, 'step') !== undefined, { timeoutMs: 500_000 });
  watching.abort(new Error('gone'));
  expect(await left).toMatchObject({ message: 'gone' });
  const { pid } = last(first.events, 'hello') ?? {};

  const cancel = new AbortController();
  const second = train('watched', 1000, { cancel: cancel.signal });
  const ended = errorOf(second.result);
  const seen = last(first.events, 'step');
  await until('the next epoch', () => (last(second.events, 'step')?.epoch ?? 0) > (seen?.epoch ?? 0), {
    timeoutMs: 500_000,
  });
  cancel.abort(new Error('enough'));
  expect(await ended).toMatchObject({ message: 'enough' });

  expect(last(second.events, 'hello')?.pid).toBe(pid);
  expect(last(second.events, 'done')).toMatchObject({ reason: 'cancelled' });
  expect(last(second.events, 'checkpoint')).toBeDefined();
});

test('recordings become a voice that speaks, once the speaker has agreed; taken back, nothing is left', async () => {
  const runFolder = join(folder, 'run');
  const voicesFolder = join(folder, 'voices');
  const path = join(folder, 'ada.wav');
  const { samples } = await speakRecording([...TEXTS, ...TEXTS], () => 900, signal);
  await writeWav(path, samples, PLAYOUT_SAMPLE_RATE_HZ);
  const transcriber = await createWhisperTranscriber({
    modelPath: SMALL_MODELS.WHISPER_MODEL,
    language: 'en',
  });
  const make = (): Promise<MadeVoice> =>
    makeVoice(
      {
        runFolder,
        files: [{ path, speaker: 'Ada' }],
        maxHours: 1,
        separation: {
          choice: 'off',
          openSeparator: () => Promise.reject(new Error('Nothing is separated.')),
        },
        segmentSettings: DEFAULT_SEGMENT_SETTINGS,
        voiceActivity: { name: 'energy', open: openEnergyVoiceActivity },
        language: 'en',
        recogniser: 'whisper-everyday',
        openTranscriber: () => Promise.resolve(transcriber),
        seed: '1',
        minSpeechMs: 10_000,
        onProgress: () => undefined,
        onStage: () => undefined,
        training: {
          settings: SETTINGS,
          python: () => Promise.resolve(python),
          onEvent: () => undefined,
          stallTimeoutMs: 600_000,
        },
        voicesFolder,
      },
      signal,
    );
  try {
    await expect(make()).rejects.toMatchObject({
      code: 'TRAINING_CONSENT_MISSING',
      message: expect.stringContaining(consentSentence('Ada', 'en')),
    });
    await mkdir(join(runFolder, 'consent'));
    const consent = {
      speaker: 'Ada',
      kind: 'recorded-statement',
      statementSha256: '',
      heard: '',
      givenAtMs: 0,
    };
    await writeFile(join(runFolder, 'consent', 'consent.json'), JSON.stringify(consent));

    const { published } = await make();
    expect(published?.result.key).toBe('en_US-ada-smoke');
    expect(published?.result.trials.length).toBeGreaterThan(0);
    expect(await readdir(voicesFolder)).toEqual([
      'en_US-ada-smoke.card.json',
      'en_US-ada-smoke.onnx',
      'en_US-ada-smoke.onnx.json',
    ]);
    expect((await make()).published?.skipped).toBe(true);

    await withdrawVoice(runFolder, voicesFolder);
    expect(await readdir(voicesFolder)).toEqual([]);
    await expect(readdir(runFolder)).rejects.toThrow('ENOENT');
  } finally {
    await transcriber.close();
  }
});
