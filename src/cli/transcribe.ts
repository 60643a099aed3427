import { basename, extname } from 'node:path';
import { Option, type Command } from 'commander';
import { decodeSoundFile } from '#audio';
import { AppError, UserError } from '#core';
import type { WhisperTranscriber } from '#hearing';
import { contextOf, type CliContext } from './command-context.ts';
import { showListening } from './listening-progress.ts';
import { openTranscriber, recogniserName } from './open-transcriber.ts';
import { createTranscriptWriter, type TranscriptFormat } from './transcript-writer.ts';

interface TranscribeOptions {
  readonly json?: true;
  readonly srt?: true;
  readonly vtt?: true;
  readonly model?: string;
  readonly language?: string;
  readonly translate?: true;
  readonly words?: true;
  readonly names?: string;
  readonly output?: string;
}

/** `aichat transcribe`: sound files to text. */
export function addTranscribeCommand(program: Command): void {
  program
    .command('transcribe')
    .description('write down what is said in sound files of any kind and length')
    .argument('<files...>', 'sound or video files; all but 16-bit WAV files need ffmpeg')
    .addOption(
      new Option('--json', 'one line of JSON for each file, with times and figures').conflicts([
        'srt',
        'vtt',
      ]),
    )
    .addOption(new Option('--srt', 'SubRip subtitles').conflicts(['json', 'vtt']))
    .addOption(new Option('--vtt', 'WebVTT subtitles').conflicts(['json', 'srt']))
    .option(
      '-m, --model <name or folder>',
      'a recogniser of `aichat models list`, or a folder (default: WHISPER_MODEL, or base)',
    )
    .option('-l, --language <code>', 'what is spoken, such as de; found out when left out')
    .option('--translate', 'write English whatever is spoken')
    .option('--words', 'tell when each word is said (with --json or --vtt)')
    .option('--names <list>', 'names and words that are said, separated by commas')
    .option('-o, --output <folder>', 'write one file for each recording into this folder')
    .action(async (files: readonly string[], options: TranscribeOptions, command: Command) => {
      await transcribe(files, options, contextOf(command));
    });
}

function formatOf({ json, srt, vtt }: TranscribeOptions): TranscriptFormat {
  if (json) return 'json';
  if (srt) return 'srt';
  return vtt ? 'vtt' : 'text';
}

const wrong = (message: string): UserError => new UserError('USAGE_INVALID', { message });

/** @throws UserError `USAGE_INVALID` for what makes no sense together. */
function assertUsable(files: readonly string[], format: TranscriptFormat, options: TranscribeOptions): void {
  if (options.words && format !== 'json' && format !== 'vtt') {
    throw wrong('--words needs --json or --vtt: the other formats have no place for the times of words.');
  }
  const isSubtitle = format === 'srt' || format === 'vtt';
  if (isSubtitle && files.length > 1 && options.output === undefined) {
    throw wrong('Several subtitle files cannot be written into one: name a folder with --output.');
  }
  const names = files.map((file) => basename(file, extname(file)));
  if (options.output !== undefined && new Set(names).size < names.length) {
    throw wrong('Two of the files have the same name: their transcripts would be written over each other.');
  }
}

async function transcribe(
  files: readonly string[],
  options: TranscribeOptions,
  context: CliContext,
): Promise<void> {
  const format = formatOf(options);
  assertUsable(files, format, options);
  await using stack = new AsyncDisposableStack();
  const { model, language, translate, words, names = '' } = options;
  const name = recogniserName(model, context);
  const settings = {
    task: translate ? ('translate' as const) : ('transcribe' as const),
    promptTerms: names.split(','),
    wordTimes: words ?? false,
    ...(language === undefined ? {} : { language: language.toLowerCase() }),
  };
  const transcriber = await openTranscriber(name, settings, context);
  stack.adopt(transcriber, (opened) => opened.close());
  if (options.words && !transcriber.describe().wordTimes) {
    throw new AppError('WORD_TIMES_UNAVAILABLE', {
      message: `The model ${transcriber.describe().model} does not tell when each word was said.`,
    });
  }
  for (const file of files) {
    if (format === 'text' && files.length > 1 && options.output === undefined) {
      context.stdout.write(`== ${file} ==\n`);
    }
    await transcribeFile(file, format, transcriber, options, context);
  }
}

async function transcribeFile(
  file: string,
  format: TranscriptFormat,
  transcriber: WhisperTranscriber,
  options: TranscribeOptions,
  { signal, environment, stdout, stderr }: CliContext,
): Promise<void> {
  using progress = showListening(stderr, basename(file));
  let readMs = 0;
  const sound = decodeSoundFile(file, {
    signal,
    ffmpegPath: environment['FFMPEG_PATH']?.trim(),
    onDuration: (totalMs) => progress.setTotal(totalMs),
  });
  const place = options.output === undefined ? { stdout } : { folder: options.output };
  const writer = createTranscriptWriter(format, file, place);
  const segments = transcriber.transcribeLong(
    sound,
    {
      words: options.words ?? false,
      onProgress(ms) {
        readMs = ms;
        progress.update(ms);
      },
    },
    signal,
  );
  for await (const segment of segments) writer.push(segment);
  await writer.finish(readMs);
}
