import { basename, join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UserError } from '#core';
import { openEnergyVoiceActivity, type WhisperTranscriber } from '#hearing';
import {
  createVocalSeparator,
  DEFAULT_SEGMENT_SETTINGS,
  findSeparationModel,
  METADATA_FILE,
  prepareVoice,
  STAGE_NAMES,
  type SeparationChoice,
  type StageName,
} from '#training';
import { contextOf, type CliContext } from './command-context.ts';
import { openTranscriber, recogniserName } from './open-transcriber.ts';
import { printJson } from './print.ts';
import { recordingsIn } from './recordings-in.ts';
import { showStages } from './stage-progress.ts';

interface RunOptions {
  readonly name: string;
  readonly speaker?: string;
  readonly language?: string;
  readonly model?: string;
  readonly until: StageName;
  readonly separation: SeparationChoice;
  readonly separationModel?: string;
  readonly minMinutes: number;
  readonly seed: string;
  readonly json?: true;
}

/** Where runs live, from the working folder. */
const RUNS_FOLDER = join('data', 'training');
const MAX_HOURS = 6;

/** `aichat training`: recordings to what a voice is trained from. */
export function addTrainingCommand(program: Command): void {
  const training = program.command('training').description('make recordings of a voice ready to be learned');
  training
    .command('run')
    .description('take recordings through every stage; the same name goes on where it stopped')
    .argument('<recordings>', 'a folder, or one file: MP3, MP4 and whatever ffmpeg reads')
    .requiredOption('-n, --name <name>', 'name of the run: letters, digits, - and _', runName)
    .option('--speaker <name>', 'who speaks (default: the name of the run)')
    .option('-l, --language <code>', 'what is spoken, such as de; found out when left out')
    .option('-m, --model <name or folder>', 'the recogniser (default: WHISPER_MODEL, or base)')
    .addOption(new Option('--until <stage>', 'the last stage').choices(STAGE_NAMES).default('manifest'))
    .addOption(
      new Option('--separation <when>', 'take music and noise away')
        .choices(['auto', 'always', 'off'])
        .default('auto'),
    )
    .option('--separation-model <path>', "an MDX-Net's .onnx file, or a folder with Spleeter's two files")
    .option('--min-minutes <minutes>', 'less usable speech is an error', minutes, 3)
    .option('--seed <text>', 'decides which clips are held out', 'aichat')
    .option('--json', 'for programs')
    .action(async (recordings: string, options: RunOptions, command: Command) => {
      await run(recordings, options, contextOf(command));
    });
}

function runName(name: string): string {
  if (/^[\w-]{1,64}$/u.test(name)) return name;
  throw new InvalidArgumentError('It may have letters, digits, - and _, 64 of them.');
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0) return value;
  throw new InvalidArgumentError('It must be a number of minutes.');
}

async function run(recordings: string, options: RunOptions, context: CliContext): Promise<void> {
  const { environment, signal, stdout, stderr } = context;
  const paths = await recordingsIn(recordings);
  const model =
    options.separationModel === undefined ? undefined : await findSeparationModel(options.separationModel);
  if (options.separation === 'always' && model === undefined) {
    throw new UserError('USAGE_INVALID', { message: '--separation always needs --separation-model.' });
  }
  const language = options.language?.toLowerCase();
  const recogniser = recogniserName(options.model, context);
  await using stack = new AsyncDisposableStack();
  using view = showStages(stderr);
  const prepared = await prepareVoice(
    {
      runFolder: join(RUNS_FOLDER, options.name),
      files: paths.map((path) => ({ path, speaker: options.speaker ?? options.name })),
      until: options.until,
      maxHours: MAX_HOURS,
      ffmpegPath: environment['FFMPEG_PATH']?.trim(),
      separation: {
        choice: options.separation,
        modelId: model?.id,
        async openSeparator(within) {
          if (model === undefined)
            throw new UserError('TRAINING_SEPARATION_MISSING', { message: 'No model is given.' });
          return createVocalSeparator({ model: model.choice }, within);
        },
      },
      segmentSettings: DEFAULT_SEGMENT_SETTINGS,
      voiceActivity: { name: 'energy', open: openEnergyVoiceActivity },
      language,
      recogniser: basename(recogniser),
      openTranscriber: async (): Promise<WhisperTranscriber> =>
        stack.adopt(
          await openTranscriber(recogniser, language === undefined ? {} : { language }, context),
          (opened) => opened.close(),
        ),
      seed: options.seed,
      minSpeechMs: options.minMinutes * 60_000,
      onProgress: view.onProgress,
      onStage: view.onStage,
    },
    signal,
  );
  if (options.json === true) {
    printJson(
      stdout,
      Object.fromEntries(Object.entries(prepared).map(([stage, { result }]) => [stage, result])),
    );
    return;
  }
  const { segmented, transcribed, manifested } = prepared;
  const count = (verdict: string): number =>
    transcribed?.result.clips.filter((clip) => clip.verdict === verdict).length ?? 0;
  if (segmented !== undefined) {
    stdout.write(
      `${segmented.result.clips.length} clips, ${segmented.result.dropped.length} stretches left out\n`,
    );
  }
  if (transcribed !== undefined) {
    stdout.write(
      `${count('accepted')} taken, ${count('review')} doubtful, ${count('rejected')} not usable\n`,
    );
  }
  if (manifested !== undefined) {
    const { speechMs, trainingClips, heldOutClips } = manifested.result;
    stdout.write(
      `${(speechMs / 60_000).toFixed(1)} minutes in ${trainingClips} clips to learn from and ${heldOutClips} held ` +
        `out: ${join(manifested.folder, METADATA_FILE)}\n`,
    );
  }
}
