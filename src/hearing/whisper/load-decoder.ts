import {
  chainEdits,
  cpuFeatures,
  createOnnxSession,
  editPart,
  fixBatch,
  exposeCrossAttentions,
  loadEditedModel,
  packIntegerProducts,
  shortlistVocabulary,
  splitDecoder,
  type CheckCase,
  type CheckTensor,
} from '#models';
import {
  createWhisperDecoder,
  type DecoderShape,
  type PromptFeeder,
  type WhisperDecoder,
} from './decoder.ts';
import { createSplitDecoder } from './split-decoder.ts';
import { graphUseOf, type GraphUse } from './graph-use.ts';
import type { OnnxModel } from './onnx-model.ts';
import { INTEGER_FORMATS, type WeightFormat, type WhisperConfig } from './whisper-folder.ts';

/** What a decoder is made from. */
export interface DecoderRequest {
  readonly path: string;
  readonly format: WeightFormat;
  readonly config: WhisperConfig;
  readonly threads: number;
  /** For what is kept of the sound, which is made once for an utterance. Default: as many as for a step. */
  readonly soundThreads?: number;
  readonly cacheFolder: string | undefined;
  readonly signal: AbortSignal;
  /** Longest time for the check of the edited file; one that takes longer runs as it is. Default 300,000. */
  readonly checkTimeoutMs?: number;
  /** Lets it give out its attention, which costs some time at every step. Default false. */
  readonly attention?: boolean;
  /** A decoder with a smaller table of words, in values, is quick as it is. Default 4,000,000. */
  readonly minTableValues?: number;
}

/** A decoder and what became of its file. */
export interface LoadedDecoder {
  readonly decoder: WhisperDecoder;
  /** For readers of its other outputs; absent when it has none. */
  readonly attention?: { readonly session: OnnxModel; readonly feeds: PromptFeeder };
  readonly graph: GraphUse;
}

/** Below this a step takes less than a millisecond anyway. */
const MIN_TABLE_VALUES = 4_000_000;
/** More than any Whisper model has; inputs of layers that are not there are passed over. */
const MAX_LAYERS = 32;
/**
 * Logits lie some 10 to 40 apart, and a wrong table moves them as far; those that are computed roughly may
 * be some tenths off.
 */
const ROUGH_TOLERANCE = 2;
/** All of them together are off by some hundredths of their size; a mask that hides nothing costs far more. */
const ROUGH_SPREAD = 0.12;
/** What changes no number may be off by rounding only. */
const EXACT_TOLERANCE = 1e-3;
const SOUND_POSITIONS = 20;
const TEXT_POSITIONS = 3;

function someValues(dims: readonly number[]): CheckTensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  const data = Float32Array.from({ length: size }, (_unused, n) => Math.sin(n * n + dims.length));
  return { type: 'float32', data, dims };
}

function checkCase({ config }: DecoderRequest, isCached: boolean): CheckCase {
  const { d_model: width, decoder_attention_heads: heads, vocab_size: words } = config;
  const tokens = isCached ? [words - 7] : [1, words >> 1, words - 1];
  const pastOf = (part: 'decoder' | 'encoder'): CheckTensor => {
    const cachedLength = part === 'decoder' ? TEXT_POSITIONS : SOUND_POSITIONS;
    return someValues([1, heads, isCached ? cachedLength : 0, width / heads]);
  };
  const layers = Array.from({ length: config.decoder_layers ?? MAX_LAYERS }, (_unused, layer) => layer);
  const past = layers.flatMap((layer) =>
    (['decoder', 'encoder'] as const).flatMap((part) =>
      ['key', 'value'].map((kind) => [`past_key_values.${layer}.${part}.${kind}`, pastOf(part)] as const),
    ),
  );
  return {
    inputs: {
      input_ids: { type: 'int64', data: BigInt64Array.from(tokens, BigInt), dims: [1, tokens.length] },
      encoder_hidden_states: someValues([1, SOUND_POSITIONS, width]),
      use_cache_branch: { type: 'bool', data: Uint8Array.of(isCached ? 1 : 0), dims: [1] },
      ...Object.fromEntries(past),
    },
    expect: 'same',
    dims: { logits: [1, tokens.length, words] },
  };
}

/** The same for a decoder in two parts: what is kept of the sound goes from the first to the second. */
function splitCheckCase(request: DecoderRequest, isCached: boolean): CheckCase {
  const { decoder_layers: layers } = request.config;
  const outputs = Array.from({ length: layers ?? MAX_LAYERS }, (_unused, layer) => layer).flatMap((layer) =>
    ['key', 'value'].map((kind) => `present.${layer}.decoder.${kind}`),
  );
  return { ...checkCase(request, isCached), outputs: ['logits', ...outputs], firstPart: isCached ? 1 : 0 };
}

const withoutUndefined = ({ cacheFolder, checkTimeoutMs }: DecoderRequest) => ({
  ...(cacheFolder === undefined ? {} : { cacheFolder }),
  ...(checkTimeoutMs === undefined ? {} : { timeoutMs: checkTimeoutMs }),
});

const shapeOf = ({ config }: DecoderRequest): DecoderShape => ({
  heads: config.decoder_attention_heads,
  headSize: config.d_model / config.decoder_attention_heads,
});

/** As two parts, each with its weights once; or the reason why that cannot be. */
async function loadSplit(request: DecoderRequest, pays: boolean): Promise<LoadedDecoder | string> {
  const { path, format, config, threads, soundThreads = threads, signal } = request;
  const split = splitDecoder(config.decoder_attention_heads);
  const packs = pays && INTEGER_FORMATS.has(format);
  const edits = [...(packs ? [packIntegerProducts] : []), ...(pays ? [shortlistVocabulary] : [])];
  const edited = await loadEditedModel({
    path,
    edit: editPart<'sound' | 'text'>(split, 'text', edits),
    selfCheck: () => ({
      cases: [splitCheckCase(request, false), splitCheckCase(request, true)],
      ...(pays ? { tolerance: ROUGH_TOLERANCE, spread: ROUGH_SPREAD } : { tolerance: EXACT_TOLERANCE }),
    }),
    signal,
    ...withoutUndefined(request),
  });
  if (edited.kind === 'unedited') return edited.reason;
  const sound = await createOnnxSession(edited.parts.sound, { threads: soundThreads, name: path });
  const text = await createOnnxSession(edited.parts.text, { threads, name: path });
  const graph = graphUseOf(path, [split, ...edits], edited);
  return { decoder: createSplitDecoder({ sound, text }, path, shapeOf(request)), graph };
}

/**
 * Loads a merged decoder with less work in every step: taken apart, no shapes to compute, and cheap products where
 * the processor is good at that. A file with another layout, or one that does not stand the comparison with
 * its original, is changed less, or runs as it is.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, or the abort reason.
 */
export async function loadDecoder(request: DecoderRequest): Promise<LoadedDecoder> {
  const { path, config, threads, signal } = request;
  const { minTableValues = MIN_TABLE_VALUES } = request;
  const open = async (source: string | Uint8Array, graph: GraphUse): Promise<LoadedDecoder> => {
    const session = await createOnnxSession(source, { threads, name: path });
    const decoder = createWhisperDecoder(session, path, shapeOf(request));
    return { decoder, attention: { session, feeds: decoder }, graph };
  };
  const { hasAvx512Vnni, hasAvxVnni } = await cpuFeatures();
  const isLarge = config.vocab_size * config.d_model >= minTableValues;
  const pays = isLarge && (hasAvx512Vnni || hasAvxVnni);
  const showsAttention = request.attention === true;
  const split = isLarge && !showsAttention ? await loadSplit(request, pays) : undefined;
  if (typeof split === 'object') return split;
  const edits = [
    ...(pays ? [shortlistVocabulary] : []),
    ...(showsAttention ? [exposeCrossAttentions] : []),
    ...(isLarge ? [fixBatch] : []),
  ];
  if (edits.length === 0) return open(path, graphUseOf(path, edits));
  const edited = await loadEditedModel({
    path,
    edit: chainEdits(edits),
    selfCheck: () => ({
      cases: [checkCase(request, false), checkCase(request, true)],
      tolerance: pays ? ROUGH_TOLERANCE : EXACT_TOLERANCE,
    }),
    signal,
    ...withoutUndefined(request),
  });
  const source = edited.kind === 'edited' ? edited.parts.model : path;
  return open(source, graphUseOf(path, edits, edited));
}
