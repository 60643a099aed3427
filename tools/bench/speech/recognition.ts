import { AppError } from '#core';
import { createWhisperTranscriber, type Utterance, type WhisperTranscriber } from '#hearing';
import type { WhisperSkeleton } from '../../speech-models/index.ts';
import { benchWhisper, CACHE_FOLDER, endOfText } from './bench-models.ts';
import { compare, timed } from './compare.ts';
import type { BenchOptions } from './options.ts';
import { ratioOf, tenths, type RecognitionRow } from './report.ts';
import { openTransformersJs, type TransformersJs } from './transformers-js.ts';
import { tokensFor, utterancesOf } from './utterances.ts';

const WHOLE_WINDOW = { floorSeconds: 30, marginSeconds: 0 };
const NEVER = new AbortController().signal;

type Formats = Pick<BenchOptions, 'encoderFormat' | 'decoderFormat' | 'encoderPrecision'>;

/** Our recogniser as the bot runs it, on its own thread. */
export async function openOurs(
  folder: string,
  formats: Formats,
  windowPolicy?: { readonly floorSeconds: number; readonly marginSeconds: number },
): Promise<WhisperTranscriber> {
  return createWhisperTranscriber({
    modelPath: folder,
    language: 'en',
    encoderFormat: formats.encoderFormat,
    decoderFormat: formats.decoderFormat,
    encoderPrecision: formats.encoderPrecision,
    cacheFolder: CACHE_FOLDER,
    utteranceTimeoutMs: 600_000,
    ...(windowPolicy === undefined ? {} : { windowPolicy }),
  });
}

function peerFormat(format: string): 'fp32' | 'q8' {
  if (format === 'fp32' || format === 'q8') return format;
  throw new AppError('INTERNAL', { message: `The bench has no ${format} files for the peer.` });
}

/** The formats that we chose, for the peer to run the same files. */
function sameFiles(ours: WhisperTranscriber): {
  readonly encoder: 'fp32' | 'q8';
  readonly decoder: 'fp32' | 'q8';
} {
  const { encoderFormat, decoderFormat } = ours.describe();
  return { encoder: peerFormat(encoderFormat), decoder: peerFormat(decoderFormat) };
}

async function sameTokens(
  ours: WhisperTranscriber,
  peer: TransformersJs,
  utterance: Utterance,
  name: WhisperSkeleton,
): Promise<boolean> {
  const exactTokens = tokensFor(utterance.endMs / 1000);
  const { tokens } = await ours.transcribe(utterance, NEVER, { exactTokens, tokens: true });
  const theirs = await peer.tokens(utterance.samples, exactTokens, endOfText(name));
  return tokens?.length === theirs.length && theirs.every((token, at) => token === tokens[at]);
}

/** Runs one model over all lengths, the two contestants in turns. */
export async function benchRecognition(
  name: WhisperSkeleton,
  options: BenchOptions,
  tell: (line: string) => void,
): Promise<readonly RecognitionRow[]> {
  const folder = await benchWhisper(name);
  const utterances = await utterancesOf(options.utteranceSeconds);
  const ours = await openOurs(folder, options);
  const formats = sameFiles(ours);
  const peer = await openTransformersJs(folder, formats);
  tell(`${name}: encoder ${formats.encoder}, decoder ${formats.decoder}, both contestants`);
  // Not beside the timed runs: a third copy of the weights would push the others out of the caches.
  const same = new Map<number, boolean>();
  const wholeWindow = await openOurs(folder, { ...options, encoderPrecision: 'as-stored' }, WHOLE_WINDOW);
  for (const [seconds, utterance] of utterances) {
    same.set(seconds, await sameTokens(wholeWindow, peer, utterance, name));
  }
  await wholeWindow.close();

  const rows: RecognitionRow[] = [];
  for (const [seconds, utterance] of utterances) {
    const exactTokens = tokensFor(seconds);
    const [our, their] = await compare(
      [
        () => timed(() => ours.transcribe(utterance, NEVER, { exactTokens })),
        () => timed(() => peer.transcribe(utterance.samples, exactTokens)),
      ],
      options.runs,
    );
    if (our === undefined || their === undefined) continue;
    rows.push({
      model: name,
      seconds,
      oursMs: tenths(our.lastMs),
      peer: peer.name,
      peerMs: tenths(their.lastMs),
      ratio: ratioOf(their.lastMs, our.lastMs),
      sameTokens: same.get(seconds) ?? false,
    });
  }
  await ours.close();
  await peer.close();
  return rows;
}
