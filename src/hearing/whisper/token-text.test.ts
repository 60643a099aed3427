import { expect, it } from 'vitest';
import { createTokenText } from './token-text.ts';
import type { WhisperTokenizerFile } from './whisper-folder.ts';

/** A byte-level vocabulary: one token per piece, in the alphabet in which Ġ is a space. */
const pieces = ['ĠHello', ',', 'Ġw', 'Ã', '¶', 'ðŁ', 'ĳ', 'ĭ', 'Ġ', 'Ċ', 'ĠĠdon', "'t", 'Ġ.'];
const END = 20;

const file: WhisperTokenizerFile = {
  version: '1.0',
  added_tokens: [
    { id: END, content: '<|endoftext|>', special: true, normalized: false },
    { id: END + 1, content: '<|0.00|>', special: false, normalized: false },
  ],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(pieces.map((piece, index) => [piece, index])),
    merges: [],
    continuing_subword_prefix: '',
    end_of_word_suffix: '',
    unk_token: '',
  },
};

const tokenText = createTokenText(file, END);
const toText = (tokenIds: readonly number[]): string => tokenText.toText(tokenIds);
const spell = (...wanted: readonly string[]): string => toText(wanted.map((piece) => pieces.indexOf(piece)));

it('joins pieces and trims the ends', () => {
  expect(spell('ĠHello', ',', 'Ġw', 'Ġ')).toBe('Hello, w');
});

it('reads characters whose bytes span tokens', () => {
  expect(spell('ĠHello', 'Ġw', 'Ã', '¶', 'Ġ', 'ðŁ', 'ĳ', 'ĭ')).toBe('Hello wö 👋');
});

it('leaves the text as it was written', () => {
  expect(spell('ĠHello', 'ĠĠdon', "'t", 'Ġ.', 'Ċ', ',')).toBe("Hello  don't .\n,");
});

it('leaves out whatever is not text, timestamps too', () => {
  expect(toText([END + 1, 0, END, END + 1, 1])).toBe('Hello,');
});

it('gives nothing for no text', () => {
  expect(toText([])).toBe('');
  expect(toText([END])).toBe('');
});

it('keeps the spaces at the ends and marks broken characters when asked to', () => {
  expect(tokenText.toRawText([0, 8])).toBe(' Hello ');
  expect(tokenText.toRawText([3])).toBe('\uFFFD');
});

it('turns text into tokens, without any that steer', () => {
  expect(tokenText.toTokens('\n')).toEqual([pieces.indexOf('Ċ')]);
  expect(tokenText.toTokens('ö')).toEqual([pieces.indexOf('Ã'), pieces.indexOf('¶')]);
  expect(tokenText.toTokens('<|endoftext|>')).not.toContain(END);
});

it('refuses a tokenizer file that cannot be used', () => {
  const broken = { ...file, decoder: { type: 'Unheard' } };
  expect(() => createTokenText(broken, END)).toThrow(expect.objectContaining({ code: 'MODEL_FILE_INVALID' }));
});
