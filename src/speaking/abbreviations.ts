/** Written with a dot and always followed by more of the sentence. Compared in lower case. */
const BEFORE_A_NAME = new Set(
  'adm brig capt cmdr col cpl dr fr gen gov hon lt maj mme mr mrs ms mt pres prof rep rev sen sgt sr st'.split(
    ' ',
  ),
);
const WITHIN_A_SENTENCE = new Set('approx cf dept e.g fig i.e vol vs z.b d.h u.a bzw'.split(' '));
/** May end a sentence as well; a capital letter after them says so. */
const MAY_END_A_SENTENCE = new Set('a.m p.m etc inc ltd co corp jr'.split(' '));

/** What a dot after a word means. `ask-next`: the next character decides. */
export type DotMeaning = 'ends-sentence' | 'abbreviates' | 'ask-next';

/** Reads the dot after `word`, which is given without it and without quotes or brackets before it. */
export function dotMeaning(word: string): DotMeaning {
  const lower = word.toLowerCase();
  // One letter is an initial, one or two digits may be an ordinal; "I" and a year end their sentence.
  if (/^\p{Lu}$/u.test(word) && word !== 'I') return 'abbreviates';
  if (/^\p{N}{1,2}$/u.test(word)) return 'abbreviates';
  if (BEFORE_A_NAME.has(lower) || WITHIN_A_SENTENCE.has(lower)) return 'abbreviates';
  if (MAY_END_A_SENTENCE.has(lower) || lower === 'no') return 'ask-next';
  if (/^(?:\p{L}\.)+\p{L}$/u.test(word)) return 'abbreviates';
  return 'ends-sentence';
}

/** Settles `ask-next`: does the dot after `word` end the sentence when `next` is the next visible character? */
export function endsBefore(word: string, next: string): boolean {
  if (word.toLowerCase() === 'no') return !/\p{N}/u.test(next);
  return !/[\p{Ll}\p{N}]/u.test(next);
}
