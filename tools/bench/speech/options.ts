import { parseArgs } from 'node:util';
import {
  VOICE_SHAPES,
  WHISPER_SHAPES,
  type VoiceSkeleton,
  type WhisperSkeleton,
} from '../../speech-models/index.ts';

/** How a run of the bench is done. */
export interface BenchOptions {
  readonly json: boolean;
  readonly models: readonly WhisperSkeleton[];
  readonly voices: readonly VoiceSkeleton[];
  /** Lengths of the utterances that are recognised. */
  readonly utteranceSeconds: readonly number[];
  /** Lengths of the sentences that are spoken. */
  readonly sentenceSeconds: readonly number[];
  /** Timed runs of each contestant for each row. */
  readonly runs: number;
  /** The recogniser that is watched under load. */
  readonly loadModel: WhisperSkeleton;
  /** Utterances after which memory is compared. */
  readonly soakUtterances: number;
  /** How long the event loop is watched. */
  readonly loadSeconds: number;
  readonly encoderFormat: 'auto' | 'fp32' | 'q8';
  readonly decoderFormat: 'auto' | 'fp32' | 'q8';
  readonly encoderPrecision: 'auto' | 'as-stored';
}

/** Printed for `--help`. */
export const USAGE = `Usage: npm run bench:speech -- [options]

Compares speech recognition and speech synthesis with their peers, on models of real sizes with random weights.

  --json              print the figures as one JSON object on the last line
  --quick             base and medium only, few runs
  --soak N            utterances for the memory figures (default 100)
  --load-model NAME   the recogniser of the memory figures: tiny, base or small (default base)
  --models a,b        of tiny, base, small
  --voices a,b        of x_low, medium, high
  --runs N            timed runs of each contestant (default 7)
  --encoder FORMAT    auto, fp32 or q8 (default auto), for us and for the peer
  --decoder FORMAT    the same for the decoder
  --as-stored         our encoder multiplies as its file says, not in 8 bits where that pays
  --help
`;

function chosen<T extends string>(
  list: string | undefined,
  prefix: string,
  known: object,
  preset: readonly T[],
): readonly T[] {
  if (list === undefined) return preset;
  return list.split(',').map((name) => {
    if (Object.hasOwn(known, prefix + name)) return `${prefix}${name}` as T;
    throw new RangeError(`There is no ${prefix}${name}.`);
  });
}

function formatOf(value: string): 'auto' | 'fp32' | 'q8' {
  if (value === 'auto' || value === 'fp32' || value === 'q8') return value;
  throw new RangeError(`The format ${value} is none of auto, fp32, q8.`);
}

function modelOf(name: string): WhisperSkeleton {
  const [model] = chosen<WhisperSkeleton>(name, 'whisper-', WHISPER_SHAPES, []);
  if (model === undefined) throw new RangeError('There is no model without a name.');
  return model;
}

function countOf(value: string | undefined, preset: number): number {
  const count = value === undefined ? preset : Number(value);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new RangeError(`${value} is no number to do something so often.`);
}

/** Reads the command line; nothing when help was asked for. */
export function readOptions(words: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...words],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      soak: { type: 'string' },
      'load-model': { type: 'string', default: 'base' },
      models: { type: 'string' },
      voices: { type: 'string' },
      runs: { type: 'string' },
      encoder: { type: 'string', default: 'auto' },
      decoder: { type: 'string', default: 'auto' },
      'as-stored': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { quick } = values;
  return {
    json: values.json,
    models: chosen(
      values.models,
      'whisper-',
      WHISPER_SHAPES,
      quick ? ['whisper-base'] : ['whisper-tiny', 'whisper-base', 'whisper-small'],
    ),
    voices: chosen(
      values.voices,
      'piper-',
      VOICE_SHAPES,
      quick ? ['piper-medium'] : ['piper-x_low', 'piper-medium', 'piper-high'],
    ),
    utteranceSeconds: quick ? [2, 4] : [1, 2, 4, 8, 20],
    sentenceSeconds: quick ? [4] : [2, 4, 8],
    runs: countOf(values.runs, quick ? 3 : 7),
    loadModel: modelOf(values['load-model']),
    soakUtterances: countOf(values.soak, quick ? 20 : 100),
    loadSeconds: quick ? 6 : 20,
    encoderFormat: formatOf(values.encoder),
    decoderFormat: formatOf(values.decoder),
    encoderPrecision: values['as-stored'] ? 'as-stored' : 'auto',
  };
}
