import { basename, join, resolve } from 'node:path';
import { UserError } from '#core';
import { openEnergyVoiceActivity, type WhisperTranscriber } from '#hearing';
import { DEFAULT_VOICES_FOLDER } from '#models';
import {
  createVocalSeparator,
  DEFAULT_SEGMENT_SETTINGS,
  findPythonEnvironment,
  findSeparationModel,
  makeVoice,
  METADATA_FILE,
  rateOf,
  recordConsent,
  type MadeVoice,
} from '#training';
import type { CliContext } from './command-context.ts';
import { openTranscriber, recogniserName } from './open-transcriber.ts';
import { printJson } from './print.ts';
import { recordingsIn } from './recordings-in.ts';
import { showStages } from './stage-progress.ts';
import type { TrainingRunOptions } from './training-options.ts';

/** Where runs live, from the working folder. */
const RUNS_FOLDER = join('data', 'training', 'runs');
/** The trainer's own Python. */
export const PYTHON_FOLDER = join('data', 'training', 'python');
const MAX_HOURS = 6;
/** Preparing a large dataset says nothing for a while. */
const STALL_TIMEOUT_MS = 3_600_000;
/** Two checkpoints of a large voice. */
const MIN_FREE_BYTES = 3e9;
/** Small datasets are soon learned by heart. */
const LEARNING_RATE = 1e-4;
const VALIDATION_SHARE = 0.05;
const CHECKPOINT_EVERY_EPOCHS = 5;

export const runFolderOf = (name: string): string => join(RUNS_FOLDER, name);

async function python(): Promise<string> {
  const found = await findPythonEnvironment(resolve(PYTHON_FOLDER));
  if (found !== undefined) return found;
  throw new UserError('TRAINING_PYTHON_MISSING', {
    message: 'The trainer is not installed yet: run "aichat training setup" first.',
  });
}

/** `aichat training run`: recordings to a voice. */
export async function runTraining(
  recordings: string,
  options: TrainingRunOptions,
  context: CliContext,
): Promise<void> {
  const { environment, signal, stdout, stderr } = context;
  const paths = await recordingsIn(recordings);
  const model =
    options.separationModel === undefined ? undefined : await findSeparationModel(options.separationModel);
  if (options.separation === 'always' && model === undefined) {
    throw new UserError('USAGE_INVALID', { message: '--separation always needs --separation-model.' });
  }
  const language = options.language?.toLowerCase();
  const recogniser = recogniserName(options.model, context);
  const ffmpegPath = environment['FFMPEG_PATH']?.trim();
  const speaker = options.speaker ?? options.name;
  const runFolder = runFolderOf(options.name);
  await using stack = new AsyncDisposableStack();
  let opening: Promise<WhisperTranscriber> | undefined;
  const transcriber = (): Promise<WhisperTranscriber> => {
    opening ??= openTranscriber(recogniser, language === undefined ? {} : { language }, context).then(
      (opened) => stack.adopt(opened, (used) => used.close()),
    );
    return opening;
  };
  if (options.consent !== undefined) {
    const statementPath = options.consent;
    const heard = { runFolder, statementPath, speaker, language: language ?? 'en', ffmpegPath };
    await recordConsent({ ...heard, transcriber: await transcriber() }, signal);
  }
  using view = showStages(stderr);
  const made = await makeVoice(
    {
      runFolder,
      files: paths.map((path) => ({ path, speaker })),
      until: options.until,
      maxHours: MAX_HOURS,
      ffmpegPath,
      separation: {
        choice: options.separation,
        modelId: model?.id,
        async openSeparator(within) {
          if (model === undefined) {
            throw new UserError('TRAINING_SEPARATION_MISSING', { message: 'No model is given.' });
          }
          return createVocalSeparator({ model: model.choice }, within);
        },
      },
      segmentSettings: { ...DEFAULT_SEGMENT_SETTINGS, sampleRateHz: rateOf(options.quality) },
      voiceActivity: { name: 'energy', open: openEnergyVoiceActivity },
      language,
      recogniser: basename(recogniser),
      openTranscriber: transcriber,
      seed: String(options.seed),
      minSpeechMs: options.minMinutes * 60_000,
      onProgress: view.onProgress,
      onStage: view.onStage,
      training: {
        settings: {
          name: options.name,
          quality: options.quality,
          espeakVoice:
            options.espeakVoice ?? (language === undefined || language === 'en' ? 'en-us' : language),
          epochs: options.epochs,
          batchSize: options.batchSize,
          learningRate: LEARNING_RATE,
          precision: '32-true',
          seed: options.seed,
          checkpointEveryEpochs: CHECKPOINT_EVERY_EPOCHS,
          validationShare: VALIDATION_SHARE,
          basePath: options.base === undefined ? undefined : resolve(options.base),
          device: options.device,
          minFreeBytes: MIN_FREE_BYTES,
        },
        python,
        stallTimeoutMs: STALL_TIMEOUT_MS,
        onEvent: () => undefined,
      },
      voicesFolder: DEFAULT_VOICES_FOLDER,
    },
    signal,
  );
  if (options.json === true) {
    const results = Object.entries(made).map(([stage, { result }]) => [stage, result]);
    printJson(stdout, Object.fromEntries(results));
  } else {
    stdout.write(describe(made));
  }
}

function describe({ segmented, transcribed, manifested, published }: MadeVoice): string {
  const lines: string[] = [];
  if (segmented !== undefined) {
    const { clips, dropped } = segmented.result;
    lines.push(`${clips.length} clips, ${dropped.length} stretches left out`);
  }
  if (transcribed !== undefined) {
    const count = (verdict: string): number =>
      transcribed.result.clips.filter((clip) => clip.verdict === verdict).length;
    lines.push(`${count('accepted')} taken, ${count('review')} doubtful, ${count('rejected')} not usable`);
  }
  if (manifested !== undefined) {
    const { speechMs, trainingClips, heldOutClips } = manifested.result;
    const minutes = (speechMs / 60_000).toFixed(1);
    lines.push(
      `${minutes} minutes: ${trainingClips} clips to learn from, ${heldOutClips} held out; ` +
        join(manifested.folder, METADATA_FILE),
    );
  }
  if (published !== undefined) lines.push(`The voice can be used: PIPER_MODEL_PATH=${published.result.key}`);
  return lines.map((line) => `${line}\n`).join('');
}
