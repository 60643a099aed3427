/** What espeak-ng does in one language and not in others when it looks for the end of a clause. */
export interface LanguageRules {
  /** "am 3. Mai" and "Karl V. kam": the dot may make a number an ordinal. */
  readonly ordinalDot: boolean;
  /** "Ja. nein": a dot ends a sentence even before a small letter, since there are no capitals. */
  readonly smallLettersBeginSentences: boolean;
  /** Characters that are read as others, or not at all (`null`). */
  readonly replaced: ReadonlyMap<number, number | null>;
}

const ORDINAL_DOT = new Set(['da', 'de', 'et', 'fi', 'fo', 'hu', 'kl', 'lt', 'ltg', 'nb', 'nl', 'sl', 'smj']);
const WITHOUT_CAPITALS = new Set(['ka', 'mto', 'xex']);
const SOFT_HYPHEN = 0xad;
const TATWEEL = 0x640;
const ZERO_WIDTH_NON_JOINER = 0x200c;
const HYPHEN = 0x2d;
const IGNORED = new Map([
  [SOFT_HYPHEN, null],
  [ZERO_WIDTH_NON_JOINER, null],
]);
const IGNORED_IN_PERSIAN = new Map([
  [SOFT_HYPHEN, null],
  [TATWEEL, null],
  [ZERO_WIDTH_NON_JOINER, HYPHEN],
]);

/** The rules by the language that an espeak-ng voice's name begins with (its `tr_languages.c` and voice files). */
export function rulesOf(voice: string): LanguageRules {
  const [language = ''] = voice.toLowerCase().split(/[-_+]/u);
  return {
    ordinalDot: ORDINAL_DOT.has(language),
    smallLettersBeginSentences: WITHOUT_CAPITALS.has(language),
    replaced: language === 'fa' ? IGNORED_IN_PERSIAN : IGNORED,
  };
}
