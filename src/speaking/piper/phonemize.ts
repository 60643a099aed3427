import { markClauses } from './clause-marks.ts';
import type { Espeak } from './espeak.ts';

/** One sentence as a Piper voice reads it. */
export interface PhonemeSentence {
  /** Code points of decomposed IPA (NFD), marks and spaces included; merged where the voice merges vowels. */
  readonly phonemes: readonly string[];
  /** False when the text broke off before the sentence did. */
  readonly complete: boolean;
}

/** Vowels that a voice reads as one phoneme, such as `['a', 'ɪ']`. */
export type VowelClusters = readonly (readonly string[])[];

const LANGUAGE_FLAG = /\([^)]+\)/gu;
const MARKS_WITHIN_SENTENCE = new Set([',', ':', ';']);

/**
 * Turns text into phonemes exactly as Piper does: espeak's IPA of each clause without language flags, its
 * mark, a space after a mark within the sentence, all decomposed into code points.
 */
export function phonemize(
  espeak: Espeak,
  text: string,
  vowelClusters: VowelClusters = [],
): readonly PhonemeSentence[] {
  const sentences: PhonemeSentence[] = [];
  let current: string[] = [];
  const end = (complete: boolean): void => {
    if (current.length > 0) sentences.push({ phonemes: mergeClusters(current, vowelClusters), complete });
    current = [];
  };
  for (const { ipa, mark, endsSentence } of spokenClauses(espeak, text)) {
    const space = MARKS_WITHIN_SENTENCE.has(mark) ? ' ' : '';
    current.push(...Array.from((ipa.replace(LANGUAGE_FLAG, '') + mark + space).normalize('NFD')));
    if (endsSentence) end(true);
  }
  end(false);
  return sentences;
}

interface SpokenClause {
  readonly ipa: string;
  readonly mark: string;
  readonly endsSentence: boolean;
}

/**
 * Puts espeak's phonemes and the marks together. espeak reads the whole text, since a clause may depend on
 * the character after it; should it divide the text otherwise than foreseen, it reads clause by clause.
 */
function spokenClauses(espeak: Espeak, text: string): readonly SpokenClause[] {
  const marked = markClauses(text);
  if (marked.length === 0) return [];
  const whole = espeak.clauses(text);
  const agreed = whole.length === marked.length;
  return marked.map(({ text: clause, mark, endsSentence }, n) => ({
    ipa: agreed ? (whole[n] as string) : espeak.clauses(clause).join(' '),
    mark,
    endsSentence,
  }));
}

/** Merges greedily, the longest cluster first. */
function mergeClusters(phonemes: readonly string[], clusters: VowelClusters): readonly string[] {
  if (clusters.length === 0) return phonemes;
  const known = new Set(clusters.map((cluster) => cluster.join('')));
  const longest = Math.max(...clusters.map((cluster) => cluster.length));
  const merged: string[] = [];
  for (let at = 0; at < phonemes.length;) {
    let length = Math.min(longest, phonemes.length - at);
    while (length > 1 && !known.has(phonemes.slice(at, at + length).join(''))) length -= 1;
    merged.push(phonemes.slice(at, at + length).join(''));
    at += length;
  }
  return merged;
}
