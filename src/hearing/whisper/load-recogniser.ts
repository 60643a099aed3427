import { createOnnxSession } from '#models';
import { createWhisperDecoder } from './decoder.ts';
import { createWhisperEncoder } from './encoder.ts';
import { createLogMel } from './log-mel.ts';
import type { RecogniserParts } from './recognise-window.ts';
import { assertKnown, type ReadingSettings } from './reading-options.ts';
import type { WhisperTask } from './special-tokens.ts';
import { createTokenText } from './token-text.ts';
import { readVocabulary } from './vocabulary.ts';
import { readWhisperFolder, type WeightFormat } from './whisper-folder.ts';

/** What a recogniser is made from; crosses to the worker's thread. */
export interface RecogniserOptions extends Pick<ReadingSettings, 'language' | 'allowedLanguages' | 'task'> {
  readonly modelPath: string;
  readonly encoderFormat: WeightFormat;
  readonly decoderFormat: WeightFormat;
  readonly encoderThreads: number;
}

/** Figures of the model that was loaded. */
export interface RecogniserFacts {
  readonly model: string;
  /** Codes of the languages it knows. */
  readonly languages: readonly string[];
  /** What it can do with speech. */
  readonly tasks: readonly WhisperTask[];
  readonly melBands: number;
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
  const { encoderFormat, decoderFormat, encoderThreads } = options;
  const folder = await readWhisperFolder(options.modelPath, {
    encoder: encoderFormat,
    decoder: decoderFormat,
  });
  const { config, encoderPath, decoderPath } = folder;
  const vocabulary = readVocabulary(folder);
  const { special } = vocabulary;
  const tokenText = createTokenText(folder.tokenizer, special.endOfText);
  const heads = config.decoder_attention_heads;
  const encoderSession = await createOnnxSession(encoderPath, { threads: encoderThreads });
  const decoderSession = await createOnnxSession(decoderPath);
  const parts = {
    encoder: createWhisperEncoder(encoderSession, encoderPath, await createLogMel(config.num_mel_bins)),
    decoder: createWhisperDecoder(decoderSession, decoderPath, { heads, headSize: config.d_model / heads }),
    vocabulary,
    tokenText,
    windowPolicy: undefined,
  };
  const facts: RecogniserFacts = {
    model: folder.name,
    languages: special.languages.size === 0 ? ['en'] : [...special.languages.keys()],
    tasks: special.translate === undefined ? ['transcribe'] : ['transcribe', 'translate'],
    melBands: config.num_mel_bins,
  };
  assertKnown(facts, options);
  return { parts, facts };
}
