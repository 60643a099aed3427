import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  STAGE_NAMES,
  VOICE_QUALITIES,
  type SeparationChoice,
  type StageName,
  type VoiceQuality,
} from '#training';

/** What `aichat training run` is told. */
export interface TrainingRunOptions {
  readonly name: string;
  readonly speaker?: string;
  readonly consent?: string;
  readonly language?: string;
  readonly model?: string;
  readonly until: StageName;
  readonly separation: SeparationChoice;
  readonly separationModel?: string;
  readonly minMinutes: number;
  readonly seed: number;
  readonly quality: VoiceQuality;
  readonly espeakVoice?: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly base?: string;
  readonly device: 'cpu' | 'cuda';
  readonly json?: true;
}

/** A name that is safe as a folder's. */
export function runName(name: string): string {
  if (/^[\w-]{1,64}$/u.test(name)) return name;
  throw new InvalidArgumentError('It may have letters, digits, - and _, 64 of them.');
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0) return value;
  throw new InvalidArgumentError('It must be a number of minutes.');
}

function count(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}

/** Adds what a run can be told. */
export function addRunOptions(command: Command): Command {
  return command
    .requiredOption('-n, --name <name>', 'name of the run: letters, digits, - and _', runName)
    .option('--speaker <name>', 'who speaks (default: the name of the run)')
    .option('--consent <recording>', 'the speaker saying the sentence of agreement; once is enough')
    .option('-l, --language <code>', 'what is spoken, such as de; found out when left out')
    .option('-m, --model <name or folder>', 'the recogniser (default: WHISPER_MODEL, or base)')
    .addOption(new Option('--until <stage>', 'the last stage').choices(STAGE_NAMES).default('publish'))
    .addOption(
      new Option('--separation <when>', 'take music and noise away')
        .choices(['auto', 'always', 'off'])
        .default('auto'),
    )
    .option('--separation-model <path>', "an MDX-Net's .onnx file, or a folder with Spleeter's two files")
    .option('--min-minutes <minutes>', 'less usable speech is an error', minutes, 3)
    .option('--seed <number>', 'decides which clips are held out, and how the training begins', count, 1)
    .addOption(
      new Option('--quality <quality>', 'size of the voice').choices(VOICE_QUALITIES).default('medium'),
    )
    .option('--espeak-voice <name>', 'how espeak-ng reads the texts (default: en-us, or the language)')
    .option('--epochs <count>', 'how often every clip is learned from', count, 1000)
    .option('--batch-size <count>', 'clips at once; fewer need less memory', count, 8)
    .option('--base <checkpoint>', 'weights to begin with, of the same quality')
    .addOption(
      new Option('--device <device>', 'where it is trained').choices(['cpu', 'cuda']).default('cuda'),
    )
    .option('--json', 'for programs');
}
