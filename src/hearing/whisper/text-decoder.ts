import { Tokenizer } from '@huggingface/tokenizers';
import { AppError } from '#core';
import type { WhisperTokenizerFile } from './whisper-folder.ts';

/** Turns a model's token ids into text. */
export type TextDecoder = (tokenIds: readonly number[]) => string;

/**
 * Reads Whisper's byte-level tokenizer. Ids from `endOfText` on steer the decoder and are left out; the
 * bytes of all others are joined before they are read as UTF-8, because a character may span tokens.
 *
 * @throws AppError `MODEL_FILE_INVALID`.
 */
export function createTextDecoder(file: WhisperTokenizerFile, endOfText: number): TextDecoder {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(file, {});
  } catch (error) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: 'The tokenizer.json of the Whisper model cannot be used.',
      cause: error,
    });
  }
  return (tokenIds) => {
    const text = tokenIds.filter((tokenId) => tokenId < endOfText);
    if (text.length === 0) return '';
    return tokenizer.decode(text, { skip_special_tokens: true, clean_up_tokenization_spaces: false }).trim();
  };
}
