import {
  chainEdits,
  cpuFeatures,
  createOnnxSession,
  fuseAttention,
  loadEditedModel,
  makeEncoderDynamic,
  quantiseMatMuls,
  signInt8Weights,
  type CheckCase,
  type EditedModel,
  type OnnxEdit,
  type OnnxFacts,
  type SelfCheck,
} from '#models';
import { createWhisperEncoder, type WhisperEncoder } from './encoder.ts';
import { createLogMel } from './log-mel.ts';
import { graphUseOf, type GraphUse } from './graph-use.ts';
import { INTEGER_FORMATS, type WeightFormat } from './whisper-folder.ts';
import { WINDOW_FRAMES } from './window-policy.ts';

/** How the products of the encoder are computed. `int8` is faster and costs some accuracy. */
export type EncoderPrecision = 'as-stored' | 'int8';
/** `auto` is `int8` where it pays and the answers stay near those of the file. */
export type EncoderPrecisionChoice = EncoderPrecision | 'auto';

/** What an encoder is made from. */
export interface EncoderRequest {
  readonly path: string;
  readonly format: WeightFormat;
  readonly melCount: number;
  readonly width: number;
  /** Of every attention. */
  readonly heads: number;
  readonly precision: EncoderPrecisionChoice;
  readonly threads: number;
  readonly cacheFolder: string | undefined;
  readonly signal: AbortSignal;
  /** Longest time for the check of the edited file; one that takes longer runs as it is. Default 300,000. */
  readonly checkTimeoutMs?: number;
  /** With `auto`, a narrower encoder is computed as it is stored. Default 384, the width of Whisper's smallest. */
  readonly minInt8Width?: number;
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
/**
 * How far off 8 bits may be when nobody asked for them, as a share of the values. Weights and sound of that many
 * steps leave some 2 %; far more means a model with a few values that dwarf all others.
 */
const INT8_SPREAD = 0.1;
/** A narrower one is quick as it is. */
const MIN_INT8_WIDTH = 384;

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

/** The chains of edits that come into question, the best first. Signed weights only where they are fast and exact. */
async function chooseEdits(request: EncoderRequest): Promise<readonly (readonly OnnxEdit[])[]> {
  const { format, precision, heads, width, minInt8Width = MIN_INT8_WIDTH } = request;
  const { signedInt8Pays } = await cpuFeatures();
  // Where values are rounded on their way, another order of summing them leads to other ones.
  if (INTEGER_FORMATS.has(format))
    return [[makeEncoderDynamic, ...(signedInt8Pays ? [signInt8Weights] : [])]];
  const plain = [makeEncoderDynamic, fuseAttention({ heads, kind: 'new' })];
  if (!signedInt8Pays) return [plain];
  const isQuickAnyway = precision === 'auto' && width < minInt8Width;
  if (precision === 'as-stored' || isQuickAnyway) return [plain];
  const small = [...plain, quantiseMatMuls];
  return precision === 'int8' ? [small] : [small, plain];
}

async function editEncoder(
  request: EncoderRequest,
  edits: readonly OnnxEdit[],
): Promise<EditedModel<'model'>> {
  const { path, cacheFolder, signal, checkTimeoutMs, precision } = request;
  const quantises = edits.includes(quantiseMatMuls);
  const selfCheck = (facts: OnnxFacts): SelfCheck => ({
    cases: [
      checkCase(request, WINDOW_FRAMES, 'same'),
      ...(isDynamic(facts) ? [checkCase(request, SHORT_FRAMES, 'runs')] : []),
    ],
    ...(quantises ? { tolerance: INT8_TOLERANCE } : {}),
    ...(quantises && precision === 'auto' ? { spread: INT8_SPREAD } : {}),
  });
  return await loadEditedModel({
    path,
    edit: chainEdits(edits),
    selfCheck,
    signal,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    ...(checkTimeoutMs === undefined ? {} : { timeoutMs: checkTimeoutMs }),
  });
}

/**
 * Loads an encoder so that it takes windows of any length and uses what the processor is good at. A file
 * with another layout, or one that does not stand the comparison with its original, runs as it is.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, or the abort reason.
 */
export async function loadEncoder(request: EncoderRequest): Promise<LoadedEncoder> {
  const { path, melCount, threads } = request;
  const [best = [], ...others] = await chooseEdits(request);
  let edits = best;
  let edited = await editEncoder(request, edits);
  for (const other of others) {
    if (edited.kind === 'edited') break;
    edits = other;
    edited = await editEncoder(request, edits);
  }
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
