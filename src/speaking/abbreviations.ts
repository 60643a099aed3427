import { LANGUAGE_WORDS, type LanguageWords } from './text/index.ts';

/** What a dot after a word means. `ask-next`: the next character decides. */
export type DotMeaning = 'ends-sentence' | 'abbreviates' | 'ask-next';

interface Abbreviations {
  /** Without their last dot, in lower case. */
  readonly within: ReadonlySet<string>;
  readonly ending: ReadonlySet<string>;
}

const UNITS = 'min mins hr hrs sec secs ft lb lbs oz'.split(' ');

/** For a voice whose language is not known: what is an ordinary word in no language. */
const ANY_LANGUAGE: Abbreviations = {
  within: new Set(
    (
      'adm brig capt cmdr col cpl dr gov hon lt maj mme mr mrs ms mt pres prof rev sgt sr sra st ' +
      'approx cf dept e.g fig i.e vol vs z.b d.h u.a bzw evtl ggf inkl zzgl vgl nr z p.ex p.ej bijv dhr mevr ' +
      'np tzn godz т.е т.к напр'
    ).split(' '),
  ),
  ending: new Set([...'a.m p.m etc inc ltd corp jr usw enz ecc itd itp т.д т.п'.split(' '), ...UNITS]),
};
const TIMES_OF_DAY = ['a.m', 'p.m'];
/** Those whose reading depends on more than the word. */
const ALWAYS_WITHIN = ['st', 'nr'];

const byLanguage = new Map(
  Array.from(LANGUAGE_WORDS, ([family, words]) => [family, abbreviationsOf(words)] as const),
);

function abbreviationsOf({ abbreviations, endingAbbreviations }: LanguageWords): Abbreviations {
  const within = new Set(ALWAYS_WITHIN);
  const ending = new Set(TIMES_OF_DAY);
  for (const [keys, last] of [
    [Object.keys(abbreviations), within],
    [Object.keys(endingAbbreviations), ending],
  ] as const) {
    for (const key of keys) {
      // "z. B": a dot within never ends a sentence, the last one is the key's own.
      const parts = key.toLowerCase().split(' ');
      last.add(parts.at(-1) as string);
      for (const part of parts.slice(0, -1)) if (part.endsWith('.')) within.add(part.slice(0, -1));
    }
  }
  for (const unit of UNITS) if (!within.has(unit)) ending.add(unit);
  return { within, ending };
}

/**
 * Reads the dot after `word`, which is given without it and without quotes or brackets before it.
 *
 * @param family the language, such as `de`; without it only what is no word in any language abbreviates.
 */
export function dotMeaning(word: string, family?: string): DotMeaning {
  const { within, ending } = byLanguage.get(family ?? '') ?? ANY_LANGUAGE;
  const lower = word.toLowerCase();
  // One letter is an initial, one or two digits may be an ordinal; "I" and a year end their sentence.
  if (/^\p{Lu}$/u.test(word) && word !== 'I') return 'abbreviates';
  if (/^\p{N}{1,2}$/u.test(word)) return 'abbreviates';
  if (ending.has(lower) || (lower === 'no' && (family ?? 'en') === 'en')) return 'ask-next';
  // A title has a capital; "ms" and "st" may be something else.
  if (within.has(lower) && !(family === undefined && /^(?:ms|st|mt|col|sr)$/u.test(word)))
    return 'abbreviates';
  if (/^(?:\p{L}\.)+\p{L}$/u.test(word)) return 'abbreviates';
  return 'ends-sentence';
}

/** Settles `ask-next`: does the dot after `word` end the sentence when `next` is the next visible character? */
export function endsBefore(word: string, next: string): boolean {
  if (word.toLowerCase() === 'no') return !/\p{N}/u.test(next);
  return !/[\p{Ll}\p{N},;:]/u.test(next);
}
