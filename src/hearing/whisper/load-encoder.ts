import {
  chainEdits,
  cpuFeatures,
  createOnnxSession,
  loadEditedModel,
  makeEncoderDynamic,
  quantiseMatMuls,
  signInt8Weights,
  type CheckCase,
  type OnnxEdit,
  type OnnxFacts,
  type SelfCheck,
} from '#models';
import { createWhisperEncoder, type WhisperEncoder } from './encoder.ts';
import { createLogMel } from './log-mel.ts';
import { graphUseOf, type GraphUse } from './graph-use.ts';
import type { WeightFormat } from './whisper-folder.ts';
import { WINDOW_FRAMES } from './window-policy.ts';

/** How the products of the encoder are computed. `int8` is faster and costs some accuracy. */
export const ENCODER_PRECISIONS = ['as-stored', 'int8'] as const;
export type EncoderPrecision = (typeof ENCODER_PRECISIONS)[number];

/** What an encoder is made from. */
export interface EncoderRequest {
  readonly path: string;
  readonly format: WeightFormat;
  readonly melCount: number;
  readonly width: number;
  readonly precision: EncoderPrecision;
  readonly threads: number;
  readonly cacheFolder: string | undefined;
  readonly signal: AbortSignal;
  /** Longest time for the check of the edited file; one that takes longer runs as it is. Default 300,000. */
  readonly checkTimeoutMs?: number;
}

/** An encoder and what became of its file. */
export interface LoadedEncoder {
  readonly encoder: WhisperEncoder;
  /** Whether it can listen to less than 30 s. */
  readonly takesShortWindows: boolean;
  readonly precision: EncoderPrecision;
  readonly graph: GraphUse;
}

/** A window whose length has nothing in common with Whisper's own. */
const SHORT_FRAMES = 1234;
/** Weights in 8 bits are another model; the check only shows that it runs and how far it is off. */
const INT8_TOLERANCE = Number.MAX_VALUE;

const INTEGER_FORMATS: ReadonlySet<WeightFormat> = new Set(['q8', 'int8', 'uint8']);

/** The edit that opens the length tells how many positions the file had. */
const isDynamic = (facts: OnnxFacts): boolean => facts['positions'] !== undefined;

/** Something like a spectrogram: values of its range that no column has twice. */
function someFeatures(melCount: number, frames: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: melCount * frames }, (_unused, index) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 0.7 * Math.sin(index / 37) + state / 2 ** 32 - 0.5;
  });
}

function checkCase(
  { melCount, width }: EncoderRequest,
  frames: number,
  expect: CheckCase['expect'],
): CheckCase {
  return {
    inputs: {
      input_features: {
        type: 'float32',
        data: someFeatures(melCount, frames),
        dims: [1, melCount, frames],
      },
    },
    expect,
    dims: { last_hidden_state: [1, frames / 2, width] },
  };
}

/** Signed weights only where the processor multiplies them exactly and fast. */
async function chooseEdits({ format, precision }: EncoderRequest): Promise<readonly OnnxEdit[]> {
  const { signedInt8Pays } = await cpuFeatures();
  if (!signedInt8Pays) return [makeEncoderDynamic];
  if (INTEGER_FORMATS.has(format)) return [makeEncoderDynamic, signInt8Weights];
  return precision === 'int8' ? [makeEncoderDynamic, quantiseMatMuls] : [makeEncoderDynamic];
}

/**
 * Loads an encoder so that it takes windows of any length and uses what the processor is good at. A file
 * with another layout, or one that does not stand the comparison with its original, runs as it is.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, or the abort reason.
 */
export async function loadEncoder(request: EncoderRequest): Promise<LoadedEncoder> {
  const { path, melCount, threads, cacheFolder, signal, checkTimeoutMs } = request;
  const edits = await chooseEdits(request);
  const quantises = edits.includes(quantiseMatMuls);
  const selfCheck = (facts: OnnxFacts): SelfCheck => ({
    cases: [
      checkCase(request, WINDOW_FRAMES, 'same'),
      ...(isDynamic(facts) ? [checkCase(request, SHORT_FRAMES, 'runs')] : []),
    ],
    ...(quantises ? { tolerance: INT8_TOLERANCE } : {}),
  });
  const edited = await loadEditedModel({
    path,
    edit: chainEdits(edits),
    selfCheck,
    signal,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    ...(checkTimeoutMs === undefined ? {} : { timeoutMs: checkTimeoutMs }),
  });
  const source = edited.kind === 'edited' ? edited.parts.model : path;
  const session = await createOnnxSession(source, { threads, name: path });
  const graph = graphUseOf(path, edits, edited);
  return {
    encoder: createWhisperEncoder(session, path, await createLogMel(melCount, threads)),
    takesShortWindows: edited.kind === 'edited' && isDynamic(edited.facts),
    precision: graph.edits.includes(quantiseMatMuls.name) ? 'int8' : 'as-stored',
    graph,
  };
}
