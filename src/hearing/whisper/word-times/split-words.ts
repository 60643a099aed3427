import { UNSPACED_LANGUAGES } from '../languages.ts';
import type { TokenText } from '../token-text.ts';

/** A piece of text and how many tokens it is made of. */
export interface TokenWord {
  /** With the space before it. */
  readonly text: string;
  readonly tokenCount: number;
}

const BROKEN = '\u{FFFD}';
/** An apostrophe or a hyphen inside a word: `o'clock`, `well-known`. */
const INNER_PART = /^['’‐-]\p{L}/u;
const ONLY_MARKS = /^[\p{P}\p{S}]+$/u;

/** The smallest pieces that are whole characters. */
function splitIntoCharacters(
  tokens: readonly number[],
  toRawText: TokenText['toRawText'],
): readonly TokenWord[] {
  const whole = toRawText(tokens);
  const pieces: TokenWord[] = [];
  let from = 0;
  let length = 0;
  for (let to = 1; to <= tokens.length; to += 1) {
    const text = toRawText(tokens.slice(from, to));
    const broken = text.indexOf(BROKEN);
    const isWhole = broken < 0 || whole[length + broken] === BROKEN;
    if (!isWhole && to < tokens.length) continue;
    pieces.push({ text, tokenCount: to - from });
    length += text.length;
    from = to;
  }
  return pieces;
}

const joined = (one: TokenWord, other: TokenWord): TokenWord => ({
  text: one.text + other.text,
  tokenCount: one.tokenCount + other.tokenCount,
});

/**
 * Splits tokens into words, after OpenAI's `tokenizer.py`: at spaces, marks for themselves; languages that
 * are written without spaces sign by sign. What an apostrophe or a hyphen binds stays together.
 */
export function splitWords(
  tokens: readonly number[],
  language: string,
  { toRawText }: Pick<TokenText, 'toRawText'>,
): readonly TokenWord[] {
  const pieces = splitIntoCharacters(tokens, toRawText);
  if (UNSPACED_LANGUAGES.has(language)) return pieces;
  const words: TokenWord[] = [];
  for (const piece of pieces) {
    const last = words.at(-1);
    const begins = last === undefined || piece.text.startsWith(' ') || ONLY_MARKS.test(piece.text.trim());
    if (begins) words.push(piece);
    else words[words.length - 1] = joined(last, piece);
  }
  return words.reduce<TokenWord[]>((whole, word) => {
    const last = whole.at(-1);
    if (last === undefined || !INNER_PART.test(word.text)) return [...whole, word];
    return [...whole.slice(0, -1), joined(last, word)];
  }, []);
}
