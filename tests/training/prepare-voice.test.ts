import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLAYOUT_SAMPLE_RATE_HZ, readWav, rmsOf, runFfmpeg, writeWav } from '#audio';
import { createWhisperTranscriber, openEnergyVoiceActivity, type WhisperTranscriber } from '#hearing';
import {
  DEFAULT_SEGMENT_SETTINGS,
  prepareVoice,
  type PreparedVoice,
  type PrepareVoiceOptions,
} from '#training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SMALL_MODELS } from '../../tools/demo/small-models.ts';
import { wordErrorRate } from '../../tools/measure/word-error-rate.ts';
import { speakRecording, type SpokenRecording } from './spoken-recording.ts';

const { signal } = new AbortController();
const TEXTS = [
  'Good morning, my name is Ada.',
  'What is the weather like today?',
  'There is a small bird in the garden.',
  'Every day the dog went to the river.',
  'I want to go to the park with my brother tomorrow.',
  'I would like to hear more about the river.',
  'The red hat is under the chair.',
  'Tell me a story about a dog and a small grey cat.',
];
const MAX_WORD_ERROR_RATE = 0.05;

let folder: string;
let transcriber: WhisperTranscriber;
let recording: SpokenRecording;
let recordings: PrepareVoiceOptions['files'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepare-voice-'));
  recording = await speakRecording(TEXTS, (index) => 500 + 200 * (index % 4), signal);
  transcriber = await createWhisperTranscriber({ modelPath: SMALL_MODELS.WHISPER_MODEL, language: 'en' });
  const wav = join(folder, 'room.wav');
  await writeWav(wav, recording.samples, PLAYOUT_SAMPLE_RATE_HZ);
  const mp4 = join(folder, 'interview.mp4');
  const picture = ['-f', 'lavfi', '-i', 'color=c=blue:s=64x64:r=5'];
  const codecs = ['-c:v', 'mpeg4', '-c:a', 'aac', '-b:a', '128k', '-shortest'];
  const { exitCode, messages } = await runFfmpeg(
    ['-i', `file:${wav}`, ...picture, ...codecs, `file:${mp4}`],
    { signal },
  );
  if (exitCode !== 0) throw new Error(messages);
  recordings = [{ path: mp4, speaker: 'Ada' }];
});
afterAll(async () => {
  await transcriber.close();
  await rm(folder, { recursive: true });
});

function prepare(run: string, changes: Partial<PrepareVoiceOptions> = {}): Promise<PreparedVoice> {
  return prepareVoice(
    {
      runFolder: join(folder, run),
      files: recordings,
      maxHours: 6,
      separation: {
        choice: 'auto',
        openSeparator: () => Promise.reject(new Error('There is nothing to separate.')),
      },
      segmentSettings: DEFAULT_SEGMENT_SETTINGS,
      voiceActivity: { name: 'energy', open: openEnergyVoiceActivity },
      language: 'en',
      recogniser: 'whisper-everyday',
      openTranscriber: () => Promise.resolve(transcriber),
      seed: 'a',
      minSpeechMs: 10_000,
      onProgress: () => undefined,
      onStage: () => undefined,
      ...changes,
    },
    signal,
  );
}

test('a film becomes clips with the words that were said in it, cut in pauses only', async () => {
  const stages: string[] = [];
  const prepared = await prepare('straight', { onStage: (stage) => stages.push(stage) });

  expect(stages).toEqual(['ingest', 'separate', 'segment', 'transcribe', 'manifest']);
  expect(prepared.separated?.result.sources).toMatchObject([{ isSeparated: false }]);
  const clips = prepared.segmented?.result.clips ?? [];
  expect(clips.length).toBeGreaterThanOrEqual(5);
  for (const { startMs, endMs } of clips) {
    expect(endMs - startMs).toBeGreaterThanOrEqual(1500);
    expect(endMs - startMs).toBeLessThanOrEqual(12_000);
    for (const edgeMs of [startMs, endMs]) {
      const at = Math.round((edgeMs / 1000) * PLAYOUT_SAMPLE_RATE_HZ);
      // The room's noise alone, 20 ms around the cut.
      expect(rmsOf(recording.samples.subarray(Math.max(0, at - 480), at + 480))).toBeLessThan(3e-3);
    }
  }
  const said = TEXTS.join(' ');
  const heard = (prepared.transcribed?.result.clips ?? []).map(({ text }) => text).join(' ');
  expect(wordErrorRate([{ said, heard }])).toBeLessThanOrEqual(MAX_WORD_ERROR_RATE);
});

test('the list for the trainer and the manifest tell the same, and the clips are there', async () => {
  const { manifested, segmented } = await prepare('straight');
  const at = (name: string): string => join(manifested?.folder ?? '', name);
  const rows = (await readFile(at('metadata.csv'), 'utf8')).trim().split('\n');
  const heldOut = (await readFile(at('held-out.csv'), 'utf8')).trim().split('\n');
  const clips = await readdir(join(segmented?.folder ?? '', 'clips'));

  expect(rows).toHaveLength(manifested?.result.trainingClips ?? 0);
  expect(heldOut).toHaveLength(manifested?.result.heldOutClips ?? 0);
  for (const row of [...rows, ...heldOut]) {
    const [name = '', text = '', ...rest] = row.split('|');
    expect(clips).toContain(`${name}.wav`);
    expect(text).toMatch(/^[A-Z].*[.!?]$/u);
    expect(rest).toEqual([]);
    const { samples, sampleRateHz } = await readWav(join(segmented?.folder ?? '', 'clips', `${name}.wav`));
    expect(sampleRateHz).toBe(22_050);
    expect(rmsOf(samples)).toBeGreaterThan(0.01);
  }
});

test('what is done is not done again, and a change does only what depends on it', async () => {
  const skipped: Record<string, boolean> = {};
  const note = { onStage: (stage: string, wasSkipped: boolean) => (skipped[stage] = wasSkipped) };

  await prepare('straight', note);
  expect(Object.values(skipped)).toEqual([true, true, true, true, true]);

  await prepare('straight', { ...note, seed: 'b' });
  expect(skipped).toEqual({ ingest: true, separate: true, segment: true, transcribe: true, manifest: false });
});

test('a run that is ended again and again comes to the same files', async () => {
  const whole = await prepare('whole');
  let calls = 0;
  const interrupted = {
    async transcribe(...args: Parameters<WhisperTranscriber['transcribe']>) {
      calls += 1;
      if (calls % 3 === 0) throw new Error('ended');
      return transcriber.transcribe(...args);
    },
  };
  let prepared: PreparedVoice | undefined;
  for (let starts = 0; prepared === undefined && starts < 20; starts += 1) {
    prepared = await prepare('ended', { openTranscriber: () => Promise.resolve(interrupted) }).catch(
      () => undefined,
    );
  }

  for (const name of ['metadata.csv', 'held-out.csv', 'manifest.json']) {
    const files = [whole, prepared].map((run) => readFile(join(run?.manifested?.folder ?? '', name)));
    const [expected, found] = await Promise.all(files);
    expect(found).toEqual(expected);
  }
  // Every clip was read once, but for those that the ends fell on.
  expect(calls).toBeLessThan((whole.transcribed?.result.clips.length ?? 0) * 1.5 + 2);
});

test('noise under the voice asks for a model that takes it away', async () => {
  const loud = recording.samples.map((value, n) => value * 0.5 + 0.05 * Math.sin(n / 7) * Math.sin(n / 1000));
  const path = join(folder, 'music.wav');
  await writeWav(path, loud, PLAYOUT_SAMPLE_RATE_HZ);

  await expect(prepare('noisy', { files: [{ path, speaker: 'Ada' }] })).rejects.toMatchObject({
    code: 'TRAINING_SEPARATION_MISSING',
  });
});

test('too little speech is said, not trained', async () => {
  await expect(prepare('straight', { minSpeechMs: 600_000 })).rejects.toMatchObject({
    code: 'TRAINING_TOO_LITTLE',
    message: expect.stringContaining('a voice needs 10.0'),
  });
});
