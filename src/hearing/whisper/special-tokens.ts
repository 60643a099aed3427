import { AppError } from '#core';
import { WHISPER_LANGUAGES } from './languages.ts';
import type { WhisperFolder } from './whisper-folder.ts';

/** What is to be done with the speech: written as it is, or in English. */
export type WhisperTask = 'transcribe' | 'translate';

/** The ids that steer a Whisper decoder. */
export interface SpecialTokens {
  readonly startOfTranscript: number;
  /** Ends a text; every smaller id is text, every larger one steers. */
  readonly endOfText: number;
  readonly noSpeech: number;
  readonly noTimestamps: number;
  /** The moment 0.00 s; each of the next 1,500 ids is 20 ms later. */
  readonly firstTimestamp: number;
  /** Comes before words that were said earlier; absent in files that do not name it. */
  readonly startOfPrevious: number | undefined;
  /** Both absent in models that know English only. */
  readonly transcribe: number | undefined;
  readonly translate: number | undefined;
  /** ISO 639-1 code (three letters for a few languages) to id; empty in models that know English only. */
  readonly languages: ReadonlyMap<string, number>;
}

type KnownIds = Omit<SpecialTokens, 'languages'> & { readonly firstLanguage: number; languageCount: number };

const ENGLISH_ONLY_SIZE = 51_864;

/** OpenAI's models by the size of their vocabulary; the ids lie in a fixed order after the text. */
function knownIds(vocabularySize: number): KnownIds | undefined {
  const languageCount = vocabularySize === ENGLISH_ONLY_SIZE ? 99 : vocabularySize - 51_766;
  if (languageCount !== 99 && languageCount !== 100) return undefined;
  const endOfText = vocabularySize === ENGLISH_ONLY_SIZE ? 50_256 : 50_257;
  const firstLanguage = endOfText + 2;
  const translate = firstLanguage + languageCount;
  return {
    endOfText,
    startOfTranscript: endOfText + 1,
    firstLanguage,
    languageCount,
    translate,
    transcribe: translate + 1,
    startOfPrevious: translate + 3,
    noSpeech: translate + 4,
    noTimestamps: translate + 5,
    firstTimestamp: translate + 6,
  };
}

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
  const known = knownIds(config.vocab_size);
  const usable = (id: number | null | undefined): id is number =>
    typeof id === 'number' && id < config.vocab_size;
  const need = (what: string, ...candidates: readonly (number | null | undefined)[]): number => {
    const found = candidates.find((candidate) => typeof candidate === 'number');
    if (usable(found)) return found;
    throw new AppError('MODEL_FILE_INVALID', {
      message: `The Whisper model ${name} names no usable token for ${what}.`,
      context: { model: name, token: what, id: found },
    });
  };
  const isMultilingual = generation.is_multilingual ?? config.vocab_size !== ENGLISH_ONLY_SIZE;
  const languages = new Map<string, number>();
  if (isMultilingual) {
    for (const [token, tokenId] of Object.entries(generation.lang_to_id ?? Object.fromEntries(added))) {
      const code = LANGUAGE_TOKEN.exec(token)?.[1];
      if (code !== undefined) languages.set(code, need(token, tokenId));
    }
    if (languages.size === 0 && known !== undefined) {
      const codes = WHISPER_LANGUAGES.slice(0, known.languageCount);
      for (const [index, code] of codes.entries()) languages.set(code, known.firstLanguage + index);
    }
    if (languages.size === 0) need('any language');
  }
  const task = (what: WhisperTask): readonly (number | null | undefined)[] => [
    generation.task_to_id?.[what],
    added.get(`<|${what}|>`),
    known?.[what],
  ];
  const ends = generation.eos_token_id;
  const noTimestamps = need(
    'no timestamps',
    generation.no_timestamps_token_id,
    added.get('<|notimestamps|>'),
    known?.noTimestamps,
  );
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
    noTimestamps,
    firstTimestamp: added.get('<|0.00|>') ?? noTimestamps + 1,
    startOfPrevious: [
      generation.prev_sot_token_id,
      added.get('<|startofprev|>'),
      known?.startOfPrevious,
    ].find(usable),
    transcribe: isMultilingual ? need('transcribe', ...task('transcribe')) : undefined,
    translate: isMultilingual ? task('translate').find(usable) : undefined,
    languages,
  };
}
