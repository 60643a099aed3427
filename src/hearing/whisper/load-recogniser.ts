import { AppError } from '#core';
import { createOnnxSession } from '#models';
import { createWhisperDecoder } from './decoder.ts';
import { createWhisperEncoder } from './encoder.ts';
import { createLogMel } from './log-mel.ts';
import type { RecogniserParts } from './recogniser.ts';
import { findSpecialTokens } from './special-tokens.ts';
import { createTextDecoder } from './text-decoder.ts';
import { readWhisperFolder, type WeightFormat, type WhisperFolder } from './whisper-folder.ts';

/** What a recogniser is made from; crosses to the worker's thread. */
export interface RecogniserOptions {
  readonly modelPath: string;
  readonly language: string | undefined;
  readonly encoderFormat: WeightFormat;
  readonly decoderFormat: WeightFormat;
  readonly encoderThreads: number;
}

/** Figures of the model that was loaded. */
export interface RecogniserFacts {
  readonly model: string;
  /** Codes of the languages it knows. */
  readonly languages: readonly string[];
  readonly melBands: number;
}

function chooseLanguage(
  folder: WhisperFolder,
  known: ReadonlyMap<string, number>,
  wanted: string | undefined,
) {
  const languages = known.size === 0 ? ['en'] : [...known.keys()];
  if (wanted !== undefined && !languages.includes(wanted)) {
    throw new AppError('CONFIG_INVALID', {
      message: `The Whisper model ${folder.name} does not know the language "${wanted}".`,
      context: { model: folder.name, language: wanted, languages },
    });
  }
  return languages;
}

/**
 * Loads a model folder.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, `CONFIG_INVALID` for a language that the model
 * does not know.
 */
export async function loadRecogniser(
  options: RecogniserOptions,
): Promise<{ readonly parts: RecogniserParts; readonly facts: RecogniserFacts }> {
  const { encoderFormat, decoderFormat, encoderThreads, language } = options;
  const folder = await readWhisperFolder(options.modelPath, {
    encoder: encoderFormat,
    decoder: decoderFormat,
  });
  const { config, generation, encoderPath, decoderPath } = folder;
  const special = findSpecialTokens(folder);
  const languages = chooseLanguage(folder, special.languages, language);
  const toText = createTextDecoder(folder.tokenizer, special.endOfText);
  const heads = config.decoder_attention_heads;
  const encoderSession = await createOnnxSession(encoderPath, { threads: encoderThreads });
  const decoderSession = await createOnnxSession(decoderPath);
  const parts = {
    encoder: createWhisperEncoder(encoderSession, encoderPath, await createLogMel(config.num_mel_bins)),
    decoder: createWhisperDecoder(decoderSession, decoderPath, { heads, headSize: config.d_model / heads }),
    rules: {
      special,
      suppressed: generation.suppress_tokens ?? config.suppress_tokens ?? [],
      suppressedFirst: generation.begin_suppress_tokens ?? config.begin_suppress_tokens ?? [],
      language,
    },
    toText,
    windowPolicy: undefined,
  };
  return { parts, facts: { model: folder.name, languages, melBands: config.num_mel_bins } };
}
