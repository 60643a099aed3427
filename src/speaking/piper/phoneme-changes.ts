import type { PhonemeSentence } from './phonemize.ts';

/** Vowels that a voice reads as one phoneme, such as `['a', 'ɪ']`. */
export type VowelClusters = readonly (readonly string[])[];

/** Phonemes that stand for others. */
export type PhonemeMap = Readonly<Record<string, readonly string[]>>;

/** Puts the phonemes that a voice knows for those that it does not. */
export function replacePhonemes(sentence: PhonemeSentence, map: PhonemeMap): PhonemeSentence {
  if (Object.keys(map).length === 0) return sentence;
  return changed(sentence, (phonemes, at) => {
    const phoneme = phonemes[at] as string;
    return { taken: 1, given: Object.hasOwn(map, phoneme) ? (map[phoneme] as readonly string[]) : [phoneme] };
  });
}

/** Merges greedily, the longest cluster first. */
export function mergeVowels(sentence: PhonemeSentence, clusters: VowelClusters): PhonemeSentence {
  if (clusters.length === 0) return sentence;
  const known = new Set(clusters.map((cluster) => cluster.join('')));
  const longest = Math.max(...clusters.map((cluster) => cluster.length));
  return changed(sentence, (phonemes, at) => {
    let taken = Math.min(longest, phonemes.length - at);
    while (taken > 1 && !known.has(phonemes.slice(at, at + taken).join(''))) taken -= 1;
    return { taken, given: [phonemes.slice(at, at + taken).join('')] };
  });
}

interface Change {
  /** How many phonemes go. */
  readonly taken: number;
  /** What comes instead. */
  readonly given: readonly string[];
}

function changed(
  { phonemes, words, complete }: PhonemeSentence,
  changeAt: (phonemes: readonly string[], at: number) => Change,
): PhonemeSentence {
  const result: string[] = [];
  /** Where each phoneme went: the first of what came instead, and the one behind. */
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < phonemes.length;) {
    const { taken, given } = changeAt(phonemes, at);
    for (let n = 0; n < taken; n += 1) {
      starts.push(result.length);
      ends.push(result.length + given.length);
    }
    result.push(...given);
    at += taken;
  }
  return {
    phonemes: result,
    words: words.map((word) => ({
      ...word,
      start: starts[word.start] as number,
      end: ends[word.end - 1] as number,
    })),
    complete,
  };
}
