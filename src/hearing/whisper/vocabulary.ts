import { findSpecialTokens, type SpecialTokens } from './special-tokens.ts';
import { knownSuppressed, knownSuppressedFirst } from './suppressed-tokens.ts';
import type { WhisperFolder } from './whisper-folder.ts';

/** What a model's tokens mean, and which of them it never writes. */
export interface Vocabulary {
  readonly special: SpecialTokens;
  /** Tokens that are never chosen. */
  readonly suppressed: readonly number[];
  /** Tokens that are not chosen first. */
  readonly suppressedFirst: readonly number[];
  /** The first timestamp of a window is at most this many steps of 20 ms. */
  readonly maxInitialTimestamp: number;
  /** Tokens that the decoder can take in all. */
  readonly contextLength: number;
}

/** One second, as in Whisper itself. */
const MAX_INITIAL_TIMESTAMP = 50;

/** The tokens that steer and never belong to what is written. */
function steering(special: SpecialTokens): readonly number[] {
  const { startOfTranscript, transcribe, translate, startOfPrevious, noSpeech } = special;
  return [startOfTranscript, transcribe, translate, startOfPrevious, noSpeech].filter(
    (tokenId) => tokenId !== undefined,
  );
}

/**
 * Reads what a model folder says about its tokens. What it leaves out is computed from the size of the
 * vocabulary.
 *
 * @throws AppError `MODEL_FILE_INVALID` naming the token that is nowhere.
 */
export function readVocabulary(
  folder: Pick<WhisperFolder, 'name' | 'config' | 'generation' | 'tokenizer'>,
): Vocabulary {
  const { config, generation } = folder;
  const special = findSpecialTokens(folder);
  const size = config.vocab_size;
  const inside = (tokenIds: readonly number[]): readonly number[] =>
    tokenIds.filter((tokenId) => tokenId < size);
  return {
    special,
    suppressed: inside(
      generation.suppress_tokens ??
        config.suppress_tokens ?? [...knownSuppressed(size), ...steering(special)],
    ),
    suppressedFirst: inside(
      generation.begin_suppress_tokens ??
        config.begin_suppress_tokens ?? [...knownSuppressedFirst(size), special.endOfText],
    ),
    maxInitialTimestamp: generation.max_initial_timestamp_index ?? MAX_INITIAL_TIMESTAMP,
    contextLength: config.max_target_positions,
  };
}
