import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#core';
import type { Utterance, WhisperTranscriber } from '#hearing';
import type { WhisperSkeleton } from '../../speech-models/index.ts';
import { BENCH_FOLDER, benchWhisper } from './bench-models.ts';
import { compare, timed, type Contestant } from './compare.ts';
import type { BenchOptions } from './options.ts';
import { openOurs } from './our-recogniser.ts';
import { openPythonPeer, type PythonPeer } from './python-peer.ts';
import { ratioOf, tenths, type RecognitionRow } from './report.ts';
import { compareTokens } from './same-tokens.ts';
import { openTransformersJs } from './transformers-js.ts';
import { tokensFor, utterancesOf } from './utterances.ts';

const NEVER = new AbortController().signal;

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
  const same = await compareTokens(name, folder, utterances, formats);
  const python = await openPythonPeer('faster-whisper', folder, tell);
  const rows: RecognitionRow[] = [];
  for (const [seconds, utterance] of utterances) {
    const exactTokens = tokensFor(seconds);
    const [our, ...others] = await compare(
      [
        () => timed(() => ours.transcribe(utterance, NEVER, { exactTokens })),
        () => timed(() => peer.transcribe(utterance.samples, exactTokens)),
        ...(python === undefined ? [] : [await pythonRun(python, utterance, exactTokens)]),
      ],
      options.runs,
    );
    for (const [at, their] of others.entries()) {
      rows.push({
        model: name,
        seconds,
        oursMs: tenths(our?.lastMs ?? Number.NaN),
        peer: (at === 0 ? peer.name : python?.name) ?? '',
        peerMs: tenths(their.lastMs),
        ratio: ratioOf(their.lastMs, our?.lastMs ?? Number.NaN),
        sameTokens: at === 0 ? (same.get(seconds) ?? false) : null,
      });
    }
  }
  await ours.close();
  await peer.close();
  python?.close();
  return rows;
}

/** The samples go through a file; reading it takes part of a millisecond. */
async function pythonRun(
  python: PythonPeer,
  { id, samples }: Utterance,
  tokens: number,
): Promise<Contestant> {
  const file = join(BENCH_FOLDER, `${id}.f32`);
  await writeFile(file, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  return () => python.run({ file, tokens });
}
