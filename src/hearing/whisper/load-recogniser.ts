import type { GraphUse } from './graph-use.ts';
import { loadDecoder } from './load-decoder.ts';
import { loadEncoder, type EncoderPrecision } from './load-encoder.ts';
import type { ResolvedModelOptions } from './model-options.ts';
import type { RecogniserParts } from './recognise-window.ts';
import { assertKnown, type ReadingSettings } from './reading-options.ts';
import type { WhisperTask } from './special-tokens.ts';
import { createTokenText } from './token-text.ts';
import { readVocabulary } from './vocabulary.ts';
import { createAttentionReader } from './word-times/cross-attention.ts';
import { readWhisperFolder, type WeightFormat } from './whisper-folder.ts';
import { CAUTIOUS_WINDOW_POLICY, DEFAULT_WINDOW_POLICY, type WindowPolicy } from './window-policy.ts';

/** What a recogniser is made from; crosses to the worker's thread. */
export interface RecogniserOptions
  extends ResolvedModelOptions, Pick<ReadingSettings, 'language' | 'allowedLanguages' | 'task'> {
  /** Longest time for loading the model, the checks of edited files included. */
  readonly startTimeoutMs: number;
}

/** Figures of the model that was loaded. */
export interface RecogniserFacts {
  readonly model: string;
  /** Codes of the languages it knows. */
  readonly languages: readonly string[];
  /** What it can do with speech. */
  readonly tasks: readonly WhisperTask[];
  readonly melBands: number;
  /** Whether its decoder shows where in the sound it looks, so that words get their times. */
  readonly wordTimes: boolean;
  readonly encoderFormat: WeightFormat;
  readonly decoderFormat: WeightFormat;
  readonly encoderPrecision: EncoderPrecision;
  /** The encoder's window for short utterances; absent when every window has 30 s. */
  readonly windowPolicy: WindowPolicy | undefined;
  /** What became of each model file. */
  readonly graphs: readonly GraphUse[];
}

/**
 * Loads a model folder.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, `CONFIG_INVALID` for a language or a
 * task that the model does not know.
 */
export async function loadRecogniser(
  options: RecogniserOptions,
): Promise<{ readonly parts: RecogniserParts; readonly facts: RecogniserFacts }> {
  const folder = await readWhisperFolder(options.modelPath, {
    encoder: options.encoderFormat,
    decoder: options.decoderFormat,
  });
  const { config, encoder, decoder } = folder;
  const vocabulary = readVocabulary(folder);
  const { special } = vocabulary;
  const known = {
    model: folder.name,
    languages: special.languages.size === 0 ? ['en'] : [...special.languages.keys()],
    tasks:
      special.translate === undefined ? (['transcribe'] as const) : (['transcribe', 'translate'] as const),
  };
  assertKnown(known, options);
  const tokenText = createTokenText(folder.tokenizer, special.endOfText);
  const signal = AbortSignal.timeout(options.startTimeoutMs);
  // A slow machine that cannot check in time runs the files as they are; the last third is left for loading them.
  const checkTimeoutMs = options.startTimeoutMs / 3;
  const heard = await loadEncoder({
    ...encoder,
    melCount: config.num_mel_bins,
    width: config.d_model,
    heads: config.encoder_attention_heads ?? config.decoder_attention_heads,
    precision: options.encoderPrecision,
    threads: options.encoderThreads,
    cacheFolder: options.cacheFolder,
    signal,
    checkTimeoutMs,
  });
  const isLanguageKnown = options.language !== undefined || special.languages.size === 0;
  const defaultPolicy = isLanguageKnown ? DEFAULT_WINDOW_POLICY : CAUTIOUS_WINDOW_POLICY;
  const windowPolicy = heard.takesShortWindows ? (options.windowPolicy ?? defaultPolicy) : undefined;
  const written = await loadDecoder({
    ...decoder,
    config,
    threads: options.decoderThreads,
    soundThreads: options.encoderThreads,
    cacheFolder: options.cacheFolder,
    signal,
    checkTimeoutMs,
    attention: options.wordTimes,
  });
  const attention =
    written.attention && createAttentionReader(written.attention.session, written.attention.feeds, folder);
  return {
    parts: {
      encoder: heard.encoder,
      decoder: written.decoder,
      vocabulary,
      tokenText,
      windowPolicy,
      attention,
    },
    facts: {
      ...known,
      melBands: config.num_mel_bins,
      wordTimes: attention !== undefined,
      encoderFormat: encoder.format,
      decoderFormat: decoder.format,
      encoderPrecision: heard.precision,
      windowPolicy,
      graphs: [heard.graph, written.graph],
    },
  };
}
