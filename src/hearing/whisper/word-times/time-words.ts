import type { TranscribedWord } from '../../utterance.ts';

/** Marks that belong to the word after them, and to the word before them (OpenAI, `timing.py`). */
const BEFORE_WORD = new Set(['"', "'", '“', '¿', '(', '[', '{', '-', '¡', '«', '„']);
const AFTER_WORD = new Set('"\'.。,，!！?？:：”)]}、…»;؟،');
const SENTENCE_ENDS = new Set(['.', '。', '!', '！', '?', '？']);

/** No word is longer than twice the middle length, and the middle length is at most this. */
const MAX_MEDIAN_MS = 700;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Takes the silence before the first word and at the end of a sentence away from the words around it. */
function withoutPauses(words: readonly TranscribedWord[]): readonly TranscribedWord[] {
  const lengths = words.map(({ startMs, endMs }) => endMs - startMs).filter((length) => length > 0);
  if (lengths.length === 0) return words;
  const longest = 2 * Math.min(MAX_MEDIAN_MS, median(lengths));
  return words.map((word, index) => {
    const { text, startMs, endMs } = word;
    if (endMs - startMs <= longest) return word;
    if (index === 0) return { ...word, startMs: endMs - longest };
    if (SENTENCE_ENDS.has(text.trim())) return { ...word, endMs: startMs + longest };
    if (SENTENCE_ENDS.has(words[index - 1]!.text.trim())) return { ...word, startMs: endMs - longest };
    return word;
  });
}

/** Puts marks to their words; the word keeps its own times. */
function withMarks(words: readonly TranscribedWord[]): readonly TranscribedWord[] {
  const joined: TranscribedWord[] = [];
  let before = '';
  for (const word of words) {
    const bare = word.text.trim();
    const last = joined.at(-1);
    if (bare === '') continue;
    if (AFTER_WORD.has(bare) && last !== undefined && before === '' && !word.text.startsWith(' ')) {
      joined[joined.length - 1] = { ...last, text: last.text + bare };
    } else if (BEFORE_WORD.has(bare) && word.text.startsWith(' ')) {
      before += bare;
    } else {
      joined.push({ ...word, text: before + bare });
      before = '';
    }
  }
  const last = joined.at(-1);
  if (before !== '' && last !== undefined) joined[joined.length - 1] = { ...last, text: last.text + before };
  return joined;
}

/** Makes words fit to be shown out of timed pieces, whose texts still have their spaces. */
export const tidyWords = (words: readonly TranscribedWord[]): readonly TranscribedWord[] =>
  withMarks(withoutPauses(words));
