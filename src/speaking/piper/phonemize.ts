import { markClauses, type MarkedClause } from './clause-marks.ts';
import { readableText, type Espeak } from './espeak.ts';
import { mergeVowels, replacePhonemes, type PhonemeMap, type VowelClusters } from './phoneme-changes.ts';
import { createWordFinder, type PhonemeWord, type WordFinder } from './word-positions.ts';

/** One sentence as a Piper voice reads it. */
export interface PhonemeSentence {
  /** Code points of decomposed IPA (NFD), marks and spaces included; merged where the voice merges vowels. */
  readonly phonemes: readonly string[];
  /** Which phonemes say which word of the text, in order. */
  readonly words: readonly PhonemeWord[];
  /** False when the text broke off before the sentence did. */
  readonly complete: boolean;
}

/** Turns text into phonemes. */
export type Phonemizer = (text: string) => readonly PhonemeSentence[];

const LANGUAGE_FLAG = /\([^)]+\)/gu;
const MARKS_WITHIN_SENTENCE = new Set([',', ':', ';']);

/** What voices have of their own. */
export interface PhonemeHabits {
  readonly vowelClusters?: VowelClusters;
  readonly phonemeMap?: PhonemeMap;
}

interface GrowingSentence {
  readonly phonemes: string[];
  readonly words: PhonemeWord[];
  complete: boolean;
}

/**
 * Turns text into phonemes exactly as Piper does: espeak's IPA of each clause without language flags, its
 * mark, a space after a mark within the sentence, all decomposed into code points. `[[ blocks ]]` are
 * phonemes already; they join what stands around them to one sentence. A block that is not closed is text.
 */
export function createPhonemizer(espeak: Espeak, habits: PhonemeHabits = {}): Phonemizer {
  const { vowelClusters = [], phonemeMap = {} } = habits;
  const findWords = createWordFinder(espeak);
  return (text) => {
    const readable = readableText(text);
    const sentences: GrowingSentence[] = [];
    let at = 0;
    let afterBlock = false;
    const speak = (to: number): void => {
      for (const sentence of readSentences(espeak, findWords, readable, at, to)) {
        const own = mergeVowels(replacePhonemes(sentence, phonemeMap), vowelClusters);
        append(sentences, own, !afterBlock);
        afterBlock = false;
      }
    };
    for (const block of rawBlocks(readable)) {
      if (block.start > at) speak(block.start);
      append(sentences, rawPhonemes(readable, block), sentences.length === 0);
      afterBlock = true;
      at = block.end;
    }
    if (at < readable.length) speak(readable.length);
    return sentences.filter(({ phonemes }) => phonemes.length > 0);
  };
}

function readSentences(
  espeak: Espeak,
  findWords: WordFinder,
  text: string,
  from: number,
  to: number,
): readonly PhonemeSentence[] {
  const sentences: PhonemeSentence[] = [];
  let phonemes: string[] = [];
  let words: PhonemeWord[] = [];
  const end = (complete: boolean): void => {
    sentences.push({ phonemes, words, complete });
    phonemes = [];
    words = [];
  };
  for (const clause of readClauses(espeak, text.slice(from, to))) {
    const spoken = readClause(espeak, findWords, clause.text, from + clause.start, clause.ipa);
    for (const word of spoken.words) words.push(shifted(word, phonemes.length));
    phonemes.push(...spoken.phonemes);
    if (clause.mark !== '') phonemes.push(clause.mark);
    if (MARKS_WITHIN_SENTENCE.has(clause.mark)) phonemes.push(' ');
    if (clause.ends !== 'clause') end(clause.ends === 'sentence');
  }
  if (phonemes.length > 0) end(false);
  return sentences;
}

type SpokenClause = Pick<PhonemeSentence, 'phonemes' | 'words'>;

/**
 * Finds the words of a clause. espeak-ng keeps about 1,000 phonemes and 300 words of one and drops the rest
 * without a word; such a clause, which Piper would cut short, is read in halves.
 */
function readClause(
  espeak: Espeak,
  findWords: WordFinder,
  clause: string,
  start: number,
  ipa: string,
): SpokenClause {
  const phonemes = Array.from(ipa.replaceAll(LANGUAGE_FLAG, '').normalize('NFD'));
  const { words, middle = 0 } = findWords(clause, start, phonemes);
  if (middle === 0) return { phonemes, words };
  const read = (from: number, to: number): SpokenClause => {
    const half = clause.slice(from, to);
    return readClause(espeak, findWords, half, start + from, espeak.clauses(half).join(' '));
  };
  const first = read(0, middle);
  const second = read(middle, clause.length);
  const before = first.phonemes.length + 1;
  return {
    phonemes: [...first.phonemes, ' ', ...second.phonemes],
    words: [...first.words, ...second.words.map((word) => shifted(word, before))],
  };
}

interface ReadClause extends MarkedClause {
  readonly text: string;
  readonly ipa: string;
}

/**
 * Puts espeak's phonemes and the marks together. espeak reads the whole text, since a clause may depend on
 * the character after it; should it divide the text otherwise than foreseen, it reads clause by clause.
 */
function readClauses(espeak: Espeak, text: string): readonly ReadClause[] {
  const marked = markClauses(text, espeak.voice);
  const whole = espeak.clauses(text);
  const agreed = whole.length === marked.length;
  return marked.map((clause, n) => {
    const own = text.slice(clause.start, clause.end);
    return { ...clause, text: own, ipa: agreed ? (whole[n] as string) : espeak.clauses(own).join(' ') };
  });
}

interface RawBlock {
  readonly start: number;
  readonly end: number;
}

/** Phonemes given by hand: from `[[` to the next `]]` of the same line. */
function* rawBlocks(text: string): Generator<RawBlock, void, undefined> {
  let close = -1;
  for (let open = text.indexOf('[['); open !== -1;) {
    if (close < open + 2) close = text.indexOf(']]', open + 2);
    if (close === -1) return;
    if (text.slice(open, close).includes('\n')) {
      open = text.indexOf('[[', open + 1);
    } else {
      yield { start: open, end: close + 2 };
      open = text.indexOf('[[', close + 2);
    }
  }
}

/** What stands in a block is taken as it is; spaces around it stay. */
function rawPhonemes(text: string, { start, end }: RawBlock): PhonemeSentence {
  const content = Array.from(text.slice(start + 2, end - 2).trim());
  const before = text[start - 1] === ' ' ? [' '] : [];
  const after = text[end] === ' ' ? [' '] : [];
  const word = {
    text: text.slice(start, end),
    textStart: start,
    textEnd: end,
    start: before.length,
    end: before.length + content.length,
  };
  return {
    phonemes: [...before, ...content, ...after],
    words: content.length > 0 ? [word] : [],
    complete: false,
  };
}

function append(sentences: GrowingSentence[], addition: PhonemeSentence, asNew: boolean): void {
  if (asNew) sentences.push({ phonemes: [], words: [], complete: false });
  const last = sentences.at(-1) as GrowingSentence;
  const before = last.phonemes.length;
  for (const phoneme of addition.phonemes) last.phonemes.push(phoneme);
  for (const word of addition.words) last.words.push(shifted(word, before));
  last.complete = addition.complete;
}

function shifted(word: PhonemeWord, by: number): PhonemeWord {
  return { ...word, start: word.start + by, end: word.end + by };
}
