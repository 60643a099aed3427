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
export type WordFinder = (
  clause: string,
  clauseStart: number,
  phonemes: readonly string[],
) => readonly PhonemeWord[];

/** A stretch between white space. */
const TOKEN = /\S+/gu;
/** These scripts write no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
/** Marks that are not read by name when they stand alone. */
const SILENT = /^[\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}.,:;!?…'"¡¿、。，？！：；·•‧]+$/u;
const STRESS = new Set(['ˈ', 'ˌ']);
const VOWELS = new Set('aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻ');
const MAX_REMEMBERED = 2_000;

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
    if (words.length === 0 || positions.length === 0) return [];
    const spoken = positions.map((n) => phonemes[n] as string);
    const owners: number[] = [];
    const sounds = words.flatMap((word, n) => {
      const own = words.length === 1 ? spoken : alone(word.text);
      owners.push(...own.map(() => n));
      return own;
    });
    const aligned = align(spoken, sounds).map((n) => (n === undefined ? undefined : owners[n]));
    const owned = adopt(aligned, (n) => (positions[n] as number) === (positions[n - 1] ?? -1) + 1);
    return words.flatMap(({ text, at }, word) => {
      const first = owned.indexOf(word);
      if (first === -1) return [];
      let start = positions[first] as number;
      let end = (positions[owned.lastIndexOf(word)] as number) + 1;
      while (STRESS.has(phonemes[start - 1] ?? '')) start -= 1;
      while (phonemes[end] !== undefined && isPartOfSound(phonemes[end] as string)) end += 1;
      const textStart = clauseStart + at;
      return [{ text, textStart, textEnd: textStart + text.length, start, end }];
    });
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

/** For each item of `left` the one of `right` that stands for it; equal beginnings and ends are not searched. */
export function align(left: readonly string[], right: readonly string[]): (number | undefined)[] {
  const pairs = Array.from<number | undefined>({ length: left.length });
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) {
    pairs[head] = head;
    head += 1;
  }
  let tail = 0;
  const longestTail = Math.min(left.length, right.length) - head;
  while (tail < longestTail && left[left.length - 1 - tail] === right[right.length - 1 - tail]) {
    pairs[left.length - 1 - tail] = right.length - 1 - tail;
    tail += 1;
  }
  const rows = left.length - head - tail;
  const columns = right.length - head - tail;
  if (rows === 0 || columns === 0) return pairs;

  const width = columns + 1;
  const costs = new Uint16Array((rows + 1) * width);
  for (let column = 1; column < width; column += 1) costs[column] = column * GAP;
  for (let row = 1; row <= rows; row += 1) {
    const sound = left[head + row - 1] as string;
    costs[row * width] = row * GAP;
    for (let column = 1; column < width; column += 1) {
      const at = row * width + column;
      costs[at] = Math.min(
        (costs[at - width - 1] as number) + difference(sound, right[head + column - 1] as string),
        (costs[at - width] as number) + GAP,
        (costs[at - 1] as number) + GAP,
      );
    }
  }
  for (let row = rows, column = columns; row > 0 && column > 0;) {
    const at = row * width + column;
    const cost = costs[at] as number;
    const step = difference(left[head + row - 1] as string, right[head + column - 1] as string);
    if (cost === (costs[at - width - 1] as number) + step) {
      pairs[head + row - 1] = head + column - 1;
      row -= 1;
      column -= 1;
    } else if (cost === (costs[at - width] as number) + GAP) {
      row -= 1;
    } else {
      column -= 1;
    }
  }
  return pairs;
}

const GAP = 2;

function difference(left: string, right: string): number {
  if (left === right) return 0;
  return VOWELS.has(left) === VOWELS.has(right) ? 2 : 4;
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
