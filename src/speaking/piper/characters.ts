// The classes of characters as espeak-ng has them (its `ucd-tools`), by code point.

const LETTER = /\p{Alphabetic}/u;
const NUMBER = /[\p{Nd}\p{No}]/u;
const SMALL = /[\p{Lowercase}\p{Lt}]/u;
const SPACE = /[\t-\r\u0085\p{Zs}\p{Zl}\p{Zp}]/u;
/** These keep the words on both sides together. */
const FIRM_SPACES = new Set([0xa0, 0x2007, 0x202f]);
const BRACKETS = new Set(Array.from('()[]{}<>"\'`«»《》', (bracket) => bracket.codePointAt(0)));
/** Marks that count as parts of words: Hebrew, Arabic, combining, Tibetan, Korean, Braille, Chinese. */
const IN_WORDS: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x5b0, 0x5c2],
  [0x605, 0x605],
  [0x64b, 0x65e],
  [0x670, 0x670],
  [0xf40, 0xfbc],
  [0x1100, 0x11ff],
  [0x2800, 0x28ff],
  [0x3041, 0xa700],
];

export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 9 && code <= 13);
  return !FIRM_SPACES.has(code) && SPACE.test(String.fromCodePoint(code));
}

export function isLetter(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return LETTER.test(String.fromCodePoint(code));
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isLetterOrNumber(code: number): boolean {
  return isDigit(code) || isLetter(code) || (code >= 0x80 && NUMBER.test(String.fromCodePoint(code)));
}

export function isSmallLetter(code: number): boolean {
  if (code < 0x80) return code >= 0x61 && code <= 0x7a;
  return SMALL.test(String.fromCodePoint(code));
}

/** Quotation marks among them, since they may close behind a mark. */
export function isBracket(code: number): boolean {
  return BRACKETS.has(code) || (code >= 0x2014 && code <= 0x201f);
}

/** A letter, or a sign that belongs to one. */
export function isPartOfWord(code: number): boolean {
  if (isLetter(code)) return true;
  if (code < 0x300) return false;
  // The scripts of India: what stands before their digits.
  if (code >= 0x901 && code <= 0xdf7) {
    return (code & 0x7f) < 0x64 || code === 0xa70 || code === 0xa71 || (code >= 0xd7a && code <= 0xd7f);
  }
  return IN_WORDS.some(([first, last]) => code >= first && code <= last);
}
