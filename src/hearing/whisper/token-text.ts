import { Tokenizer } from '@huggingface/tokenizers';
import { AppError } from '#core';
import type { WhisperTokenizerFile } from './whisper-folder.ts';

/** Turns a model's token ids into text and text into ids. */
export interface TokenText {
  /** Ids from the end of text on steer the decoder and are left out; trimmed. */
  toText(tokenIds: readonly number[]): string;
  /** As {@link toText} with the spaces at both ends; U+FFFD stands for a character that lacks bytes. */
  toRawText(tokenIds: readonly number[]): string;
  /** Text tokens only. */
  toTokens(text: string): readonly number[];
}

/**
 * Reads Whisper's byte-level tokenizer. The bytes of all tokens are joined before they are read as UTF-8,
 * because a character may span tokens.
 *
 * @throws AppError `MODEL_FILE_INVALID`.
 */
export function createTokenText(file: WhisperTokenizerFile, endOfText: number): TokenText {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(file, {});
  } catch (error) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: 'The tokenizer.json of the Whisper model cannot be used.',
      cause: error,
    });
  }
  const toRawText = (tokenIds: readonly number[]): string => {
    const text = tokenIds.filter((tokenId) => tokenId < endOfText);
    if (text.length === 0) return '';
    return tokenizer.decode(text, { skip_special_tokens: true, clean_up_tokenization_spaces: false });
  };
  return {
    toRawText,
    toText: (tokenIds) => toRawText(tokenIds).trim(),
    toTokens: (text) =>
      tokenizer
        .encode(text, { add_special_tokens: false })
        .ids.filter((tokenId: number) => tokenId < endOfText),
  };
}
