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
/** Phonemes given by hand. */
const RAW_BLOCK = /\[\[[^\n]*?\]\]/gu;

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
    for (const block of readable.matchAll(RAW_BLOCK)) {
      if (block.index > at) speak(block.index);
      append(sentences, rawBlock(readable, block), sentences.length === 0);
      afterBlock = true;
      at = block.index + block[0].length;
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
  for (const clause of spokenClauses(espeak, text.slice(from, to))) {
    const sounds = Array.from(clause.ipa.replaceAll(LANGUAGE_FLAG, '').normalize('NFD'));
    const before = phonemes.length;
    for (const word of findWords(clause.text, from + clause.start, sounds)) words.push(shifted(word, before));
    phonemes.push(...sounds);
    if (clause.mark !== '') phonemes.push(clause.mark);
    if (MARKS_WITHIN_SENTENCE.has(clause.mark)) phonemes.push(' ');
    if (clause.ends !== 'clause') end(clause.ends === 'sentence');
  }
  if (phonemes.length > 0) end(false);
  return sentences;
}

interface SpokenClause extends MarkedClause {
  readonly text: string;
  readonly ipa: string;
}

/**
 * Puts espeak's phonemes and the marks together. espeak reads the whole text, since a clause may depend on
 * the character after it; should it divide the text otherwise than foreseen, it reads clause by clause.
 */
function spokenClauses(espeak: Espeak, text: string): readonly SpokenClause[] {
  const marked = markClauses(text, espeak.voice);
  const whole = espeak.clauses(text);
  const agreed = whole.length === marked.length;
  return marked.map((clause, n) => {
    const own = text.slice(clause.start, clause.end);
    return { ...clause, text: own, ipa: agreed ? (whole[n] as string) : espeak.clauses(own).join(' ') };
  });
}

/** What stands in a block is taken as it is; spaces around it stay. */
function rawBlock(text: string, block: RegExpExecArray): PhonemeSentence {
  const [whole] = block;
  const start = block.index;
  const end = start + whole.length;
  const content = Array.from(whole.slice(2, -2).trim());
  const before = text[start - 1] === ' ' ? [' '] : [];
  const after = text[end] === ' ' ? [' '] : [];
  const word = {
    text: whole,
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
