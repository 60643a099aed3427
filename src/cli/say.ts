import { addAbortSignal } from 'node:stream';
import { InvalidArgumentError, type Command } from 'commander';
import { createSoundFile, PLAYOUT_SAMPLE_RATE_HZ, soundFormatOf, type SoundFormat } from '#audio';
import { UserError } from '#core';
import { DEFAULT_ONNX_CACHE_FOLDER, voicePath } from '#models';
import { createClauseSplitter, createPiperSynthesizer, type SpeakingStyle } from '#speaking';
import { contextOf, type CliContext } from './command-context.ts';
import { formatDuration, showSpeaking } from './speaking-progress.ts';

interface SayOptions {
  readonly output: string;
  readonly voice?: string;
  readonly speaker?: string;
  readonly speed?: number;
  readonly variation?: number;
}

/** A very long book. */
const MAX_INPUT_LENGTH = 10_000_000;
const SAMPLES_PER_MS = PLAYOUT_SAMPLE_RATE_HZ / 1000;

/** `aichat say`: text to a sound file. */
export function addSayCommand(program: Command): void {
  program
    .command('say')
    .description('speak a text into a sound file')
    .argument('<text...>', 'what to say; - reads it from the standard input')
    .requiredOption('-o, --output <file>', 'the file to write: .wav, .ogg or .opus')
    .option(
      '-v, --voice <name or file>',
      'an installed voice, or a .onnx file with its .onnx.json (default: what PIPER_MODEL_PATH names)',
    )
    .option('--speaker <name or number>', 'one of the speakers of a voice that has several')
    .option('--speed <factor>', '2 is twice as fast, 0.5 half as fast', toNumber)
    .option('--variation <factor>', 'how lively; 0 says a text always the same way', toNumber)
    .action(async (words: readonly string[], options: SayOptions, command: Command) => {
      await say(words.join(' '), options, contextOf(command));
    });
}

function toNumber(value: string): number {
  const parsed = Number(value);
  if (value.trim() === '' || !Number.isFinite(parsed)) throw new InvalidArgumentError('It is no number.');
  return parsed;
}

async function say(given: string, options: SayOptions, context: CliContext): Promise<void> {
  const { signal, stdin, stdout } = context;
  const { output } = options;
  const format = soundFormatOf(output);
  if (format === undefined) {
    throw new UserError('USAGE_INVALID', { message: `${output} must end in .wav, .ogg or .opus.` });
  }
  const voice = options.voice ?? context.environment['PIPER_MODEL_PATH']?.trim();
  if (!voice) {
    throw new UserError('USAGE_INVALID', {
      message: 'Name a voice with --voice, or set PIPER_MODEL_PATH. Which there are: aichat voices list',
    });
  }
  const text = given === '-' ? await readInput(stdin, signal) : given;
  const spokenMs = await speakInto({ output, format, voice, text, style: styleOf(options) }, context);
  stdout.write(`${output}: ${formatDuration(spokenMs)} of speech\n`);
}

interface SpeakRequest {
  readonly output: string;
  readonly format: SoundFormat;
  readonly voice: string;
  readonly text: string;
  readonly style: SpeakingStyle;
}

/** Gives the length of the speech in ms. Nothing is left of a file that could not be completed. */
async function speakInto(request: SpeakRequest, { signal, stderr }: CliContext): Promise<number> {
  const { output, format, voice, text, style } = request;
  await using stack = new AsyncDisposableStack();
  const synthesizer = await createPiperSynthesizer(
    {
      voicePath: voicePath(voice),
      cacheFolder: DEFAULT_ONNX_CACHE_FOLDER,
      onNotice: ({ reason }) => stderr.write(`Note about the voice: ${reason}\n`),
    },
    signal,
  );
  stack.adopt(synthesizer, (opened) => opened.close());
  const file = stack.use(await createSoundFile(output, format));
  const progress = stack.use(showSpeaking(stderr, text.length));
  // Nobody waits for a first sound here, and whole sentences sound best.
  const splitter = createClauseSplitter({
    language: synthesizer.describe().languageCode,
    minFirstPauseLength: Infinity,
  });
  let characters = 0;
  let samplesWritten = 0;
  for (const clause of [...splitter.push(text), ...splitter.end()]) {
    for await (const { samples } of synthesizer.synthesize(clause, signal, { style })) {
      await file.write(samples);
      samplesWritten += samples.length;
      progress.update(characters, samplesWritten / SAMPLES_PER_MS);
    }
    characters += clause.text.length;
  }
  if (samplesWritten === 0) {
    throw new UserError('NOTHING_TO_SAY', { message: 'Nothing in this text can be spoken.' });
  }
  await file.finish();
  return samplesWritten / SAMPLES_PER_MS;
}

function styleOf({ speed, variation, speaker }: SayOptions): SpeakingStyle {
  return { speed, variation, speaker };
}

/** Reads until the end of the input, or until Ctrl-C. */
async function readInput(stdin: CliContext['stdin'], signal: AbortSignal): Promise<string> {
  const input = addAbortSignal(signal, stdin as NodeJS.ReadStream).setEncoding('utf8');
  let text = '';
  try {
    for await (const piece of input) {
      text += String(piece);
      if (text.length <= MAX_INPUT_LENGTH) continue;
      throw new UserError('USAGE_INVALID', {
        message: `The text is longer than ${MAX_INPUT_LENGTH} characters.`,
      });
    }
    return text;
  } catch (error) {
    // What the stream says about being aborted is not why.
    signal.throwIfAborted();
    throw error;
  }
}
