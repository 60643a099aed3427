import { alignPhonemes } from './align-phonemes.ts';
import type { Espeak } from './espeak.ts';

/** A word of the text and the phonemes that say it. */
export interface PhonemeWord {
  /** As it stands in the text, with the marks that touch it. */
  readonly text: string;
  /** In UTF-16 units of the text that is spoken. */
  readonly textStart: number;
  readonly textEnd: number;
  /** The first phoneme, and the one behind the last, within the sentence. */
  readonly start: number;
  readonly end: number;
}

/** Finds the phonemes of each word within a clause. */
export type WordFinder = (clause: string, clauseStart: number, phonemes: readonly string[]) => FoundWords;

/** The words of a clause. */
export interface FoundWords {
  readonly words: readonly PhonemeWord[];
  /** Where in the clause its middle word begins, when espeak-ng has dropped words of it. */
  readonly middle?: number | undefined;
}

/** A stretch between white space. */
const TOKEN = /\S+/gu;
/** These scripts write no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
/** Marks that are not read by name when they stand alone. */
const SILENT = /^[\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}.,:;!?…'"¡¿、。，？！：；·•‧]+$/u;
const STRESS = new Set(['ˈ', 'ˌ']);
const MAX_REMEMBERED = 2_000;
/** So many words of a long clause without phonemes are not merged with others but dropped. */
const LOST_WORDS = 3;
const LONG_CLAUSE_BYTES = 300;

/**
 * espeak-ng does not tell which word a phoneme belongs to, and it may join words ("of the") or make several
 * of one ("123"). So each word is also phonemized by itself, and both are aligned at the least edit distance
 * (Needleman and Wunsch, 1970); a word without phonemes of its own is left out.
 */
export function createWordFinder(espeak: Espeak): WordFinder {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  const remembered = new Map<string, readonly string[]>();

  function alone(word: string): readonly string[] {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const sounds = SILENT.test(word)
      ? []
      : Array.from(
          espeak
            .clauses(word)
            .join(' ')
            .replaceAll(/\([^)]+\)/gu, '')
            .normalize('NFD'),
        ).filter(isSound);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(word, sounds);
    return sounds;
  }

  return (clause, clauseStart, phonemes) => {
    const words = Array.from(clause.matchAll(TOKEN)).flatMap((token) => wordsOfToken(token, segmenter));
    const positions = phonemes.flatMap((phoneme, n) => (isSound(phoneme) ? [n] : []));
    if (words.length === 0 || positions.length === 0) return { words: [] };
    const spoken = positions.map((n) => phonemes[n] as string);
    const owners: number[] = [];
    const sounds = words.flatMap((word, n) => {
      const own = words.length === 1 ? spoken : alone(word.text);
      owners.push(...own.map(() => n));
      return own;
    });
    const aligned = alignPhonemes(spoken, sounds).map((n) => (n === undefined ? undefined : owners[n]));
    const owned = adopt(aligned, (n) => (positions[n] as number) === (positions[n - 1] ?? -1) + 1);
    const ranges = words.map(() => ({ first: -1, last: -1 }));
    for (const [n, owner] of owned.entries()) {
      const range = ranges[owner] as { first: number; last: number };
      if (range.first === -1) range.first = positions[n] as number;
      range.last = positions[n] as number;
    }
    const spokenWords = words.flatMap(({ text, at }, n) => {
      const { first, last } = ranges[n] as { first: number; last: number };
      if (first === -1) return [];
      let start = first;
      let end = last + 1;
      while (STRESS.has(phonemes[start - 1] ?? '')) start -= 1;
      while (end < phonemes.length && isPartOfSound(phonemes[end] as string)) end += 1;
      const textStart = clauseStart + at;
      return [{ text, textStart, textEnd: textStart + text.length, start, end }];
    });
    const lost = new Set(owners.filter((owner) => ranges[owner]?.first === -1));
    if (lost.size < LOST_WORDS || Buffer.byteLength(clause) < LONG_CLAUSE_BYTES)
      return { words: spokenWords };
    return { words: spokenWords, middle: (words[words.length >> 1] as Word).at };
  };
}

interface Word {
  readonly text: string;
  readonly at: number;
}

function wordsOfToken(token: RegExpExecArray, segmenter: Intl.Segmenter): readonly Word[] {
  const [text] = token;
  if (!UNSPACED.test(text)) return [{ text, at: token.index }];
  const words: { text: string; at: number }[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    const last = words.at(-1);
    // Marks stay with the word before them.
    if (isWordLike === true || last === undefined) words.push({ text: segment, at: token.index + index });
    else last.text += segment;
  }
  return words;
}

/** A sound without a word goes to the one before it, or, at the beginning of what is joined, to the next. */
function adopt(
  owners: readonly (number | undefined)[],
  joinsPrevious: (n: number) => boolean,
): readonly number[] {
  const filled = [...owners];
  for (let n = 1; n < filled.length; n += 1) if (joinsPrevious(n)) filled[n] ??= filled[n - 1];
  for (let n = filled.length - 2; n >= 0; n -= 1) filled[n] ??= filled[n + 1];
  for (let n = 1; n < filled.length; n += 1) filled[n] ??= filled[n - 1];
  return filled.map((owner) => owner ?? 0);
}

/** Stress, length and other signs are not aligned: they depend on the neighbours. */
function isSound(phoneme: string): boolean {
  return /[\p{Ll}\p{Lu}\p{Lo}]/u.test(phoneme);
}

/** Follows the letter that it belongs to. */
function isPartOfSound(phoneme: string): boolean {
  return /^[\p{M}\p{Lm}\p{Sk}\p{N}]$/u.test(phoneme) && !STRESS.has(phoneme);
}
