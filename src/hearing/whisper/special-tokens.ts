import { AppError } from '#core';
import type { WhisperFolder } from './whisper-folder.ts';

/** The ids that steer a Whisper decoder. */
export interface SpecialTokens {
  readonly startOfTranscript: number;
  /** Ends a text; every smaller id is text, every larger one steers. */
  readonly endOfText: number;
  readonly noSpeech: number;
  readonly noTimestamps: number;
  /** Absent in models that know English only. */
  readonly transcribe: number | undefined;
  /** ISO 639-1 code (three letters for a few languages) to id; empty in models that know English only. */
  readonly languages: ReadonlyMap<string, number>;
}

interface KnownIds {
  readonly endOfText: number;
  readonly startOfTranscript: number;
  readonly transcribe: number | undefined;
  readonly noSpeech: number;
  readonly noTimestamps: number;
}

/** OpenAI's models by the size of their vocabulary: English only, 99 and 100 languages. */
const KNOWN_IDS: ReadonlyMap<number, KnownIds> = new Map([
  [
    51_864,
    {
      endOfText: 50_256,
      startOfTranscript: 50_257,
      transcribe: undefined,
      noSpeech: 50_361,
      noTimestamps: 50_362,
    },
  ],
  [
    51_865,
    {
      endOfText: 50_257,
      startOfTranscript: 50_258,
      transcribe: 50_359,
      noSpeech: 50_362,
      noTimestamps: 50_363,
    },
  ],
  [
    51_866,
    {
      endOfText: 50_257,
      startOfTranscript: 50_258,
      transcribe: 50_360,
      noSpeech: 50_363,
      noTimestamps: 50_364,
    },
  ],
]);

const LANGUAGE_TOKEN = /^<\|([a-z]{2,3})\|>$/;

/**
 * Finds the special ids: in `generation_config.json`, else among the added tokens of `tokenizer.json`, else
 * by the size of the vocabulary.
 *
 * @throws AppError `MODEL_FILE_INVALID` naming the token that is nowhere.
 */
export function findSpecialTokens(
  folder: Pick<WhisperFolder, 'name' | 'config' | 'generation' | 'tokenizer'>,
): SpecialTokens {
  const { name, config, generation, tokenizer } = folder;
  const added = new Map(tokenizer.added_tokens.map((token) => [token.content, token.id]));
  const known = KNOWN_IDS.get(config.vocab_size);
  const need = (what: string, ...candidates: readonly (number | null | undefined)[]): number => {
    const found = candidates.find((candidate) => typeof candidate === 'number');
    if (found !== undefined && found < config.vocab_size) return found;
    throw new AppError('MODEL_FILE_INVALID', {
      message: `The Whisper model ${name} names no usable token for ${what}.`,
      context: { model: name, token: what, id: found },
    });
  };
  const ends = generation.eos_token_id;
  const languages = new Map<string, number>();
  const isMultilingual = generation.is_multilingual ?? config.vocab_size !== 51_864;
  if (isMultilingual) {
    const sources = generation.lang_to_id ?? Object.fromEntries(added);
    for (const [token, tokenId] of Object.entries(sources)) {
      const code = LANGUAGE_TOKEN.exec(token)?.[1];
      if (code !== undefined) languages.set(code, need(token, tokenId));
    }
    if (languages.size === 0) need('any language');
  }
  return {
    startOfTranscript: need(
      'the start of a transcript',
      generation.decoder_start_token_id,
      config.decoder_start_token_id,
      added.get('<|startoftranscript|>'),
      known?.startOfTranscript,
    ),
    endOfText: need(
      'the end of a text',
      Array.isArray(ends) ? ends[0] : ends,
      config.eos_token_id,
      added.get('<|endoftext|>'),
      known?.endOfText,
    ),
    noSpeech: need('no speech', added.get('<|nospeech|>'), added.get('<|nocaptions|>'), known?.noSpeech),
    noTimestamps: need(
      'no timestamps',
      generation.no_timestamps_token_id,
      added.get('<|notimestamps|>'),
      known?.noTimestamps,
    ),
    transcribe: isMultilingual
      ? need(
          'transcribe',
          generation.task_to_id?.['transcribe'],
          added.get('<|transcribe|>'),
          known?.transcribe,
        )
      : undefined,
    languages,
  };
}
