import { markClauses, type MarkedClause } from './clause-marks.ts';
import { readableText, type Espeak } from './espeak.ts';
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

/** Vowels that a voice reads as one phoneme, such as `['a', 'ɪ']`. */
export type VowelClusters = readonly (readonly string[])[];

/** Turns text into phonemes. */
export type Phonemizer = (text: string) => readonly PhonemeSentence[];

const LANGUAGE_FLAG = /\([^)]+\)/gu;
const MARKS_WITHIN_SENTENCE = new Set([',', ':', ';']);
/** Phonemes given by hand. */
const RAW_BLOCK = /\[\[[^\n]*?\]\]/gu;

/**
 * Turns text into phonemes exactly as Piper does: espeak's IPA of each clause without language flags, its
 * mark, a space after a mark within the sentence, all decomposed into code points. `[[ blocks ]]` are
 * phonemes already; they join what stands around them to one sentence.
 */
export function createPhonemizer(espeak: Espeak, vowelClusters: VowelClusters = []): Phonemizer {
  const findWords = createWordFinder(espeak);
  return (text) => {
    const readable = readableText(text);
    const sentences: PhonemeSentence[] = [];
    let at = 0;
    let afterBlock = false;
    const speak = (from: number, to: number): void => {
      const [first, ...rest] = readSentences(espeak, findWords, readable, from, to).map((sentence) =>
        mergeVowels(sentence, vowelClusters),
      );
      if (first === undefined) return;
      if (afterBlock) appendTo(sentences, first);
      else sentences.push(first);
      sentences.push(...rest);
    };
    for (const block of readable.matchAll(RAW_BLOCK)) {
      if (block.index > at) {
        speak(at, block.index);
        afterBlock = false;
      }
      appendTo(sentences, rawBlock(readable, block));
      afterBlock = true;
      at = block.index + block[0].length;
    }
    if (at < readable.length) speak(at, readable.length);
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

function appendTo(sentences: PhonemeSentence[], addition: PhonemeSentence): void {
  const last = sentences.pop();
  const before = last?.phonemes ?? [];
  sentences.push({
    phonemes: [...before, ...addition.phonemes],
    words: [...(last?.words ?? []), ...addition.words.map((word) => shifted(word, before.length))],
    complete: addition.complete,
  });
}

function shifted(word: PhonemeWord, by: number): PhonemeWord {
  return { ...word, start: word.start + by, end: word.end + by };
}

/** Merges greedily, the longest cluster first. */
function mergeVowels(sentence: PhonemeSentence, clusters: VowelClusters): PhonemeSentence {
  if (clusters.length === 0) return sentence;
  const { phonemes } = sentence;
  const known = new Set(clusters.map((cluster) => cluster.join('')));
  const longest = Math.max(...clusters.map((cluster) => cluster.length));
  const merged: string[] = [];
  /** Where each phoneme went. */
  const places: number[] = [];
  for (let at = 0; at < phonemes.length;) {
    let length = Math.min(longest, phonemes.length - at);
    while (length > 1 && !known.has(phonemes.slice(at, at + length).join(''))) length -= 1;
    for (let n = 0; n < length; n += 1) places.push(merged.length);
    merged.push(phonemes.slice(at, at + length).join(''));
    at += length;
  }
  const words = sentence.words.map((word) => ({
    ...word,
    start: places[word.start] ?? merged.length,
    end: (places[word.end - 1] ?? merged.length - 1) + 1,
  }));
  return { phonemes: merged, words, complete: sentence.complete };
}
