/**
 * Forms of a word by number, divided by `|`, in the order of the language's plural categories: one and other,
 * or for Polish and Russian one, few, many, other. Fewer forms than categories: the last serves for the rest.
 */
export type PluralForms = string;

/** A currency's words: of the whole and, where it has one, of the hundredth. */
export type CurrencyWords = readonly [major: PluralForms, minor?: PluralForms];

/** What a date is made of; the month is the language's own word, in the case that a date needs. */
export interface SpokenDate {
  readonly day: number;
  readonly month: string;
  readonly year?: number | undefined;
  /** The word before the date, in lower case: some languages inflect by it. */
  readonly before: string;
}

/** A pattern with the flag `g`, and what is said for a match of it. */
export type SpokenPattern = readonly [pattern: RegExp, say: (match: RegExpExecArray) => string];

/** How a language says what espeak-ng reads wrongly or not at all. */
export interface LanguageWords {
  readonly decimal: '.' | ',';
  /** A plain space may divide the thousands. */
  readonly spaceGroups: boolean;
  readonly dateOrder: 'dmy' | 'mdy';
  /** `#5`. */
  readonly numberSign: string;
  /** `v1.2`. */
  readonly version: string;
  /** The dot in `1.2.3` and in `example.com`; absent where espeak-ng says it by itself. */
  readonly point: string;
  readonly hostDot: string;
  readonly minus: string;
  /** `3-5`; absent where the two numbers are said one after the other. */
  readonly range?: string;
  /** `16:9`; absent where the two numbers are said one after the other. */
  readonly ratio?: string;
  /** A Roman number and the word before it in lower case; absent where espeak-ng reads it well. */
  readonly roman?: (value: number, before: string) => string;
  /** `$5/month`. */
  readonly per: string;
  /** `7/10`. */
  readonly outOf: string;
  /** Between a whole number and a fraction: `2½`. */
  readonly and: string;
  /** By how they are written: `1/2`. */
  readonly fractions: Readonly<Record<string, string>>;
  /** `x²`, `x³`, and what stands before any other power. */
  readonly powers: readonly [squared: string, cubed: string, toThe: string];
  /** Signs that stand alone or beside numbers. */
  readonly signs: Readonly<Record<string, string>>;
  /** By ISO code. */
  readonly currencies: Readonly<Record<string, CurrencyWords>>;
  /** Between the whole and its hundredths: `5 dollars and 50 cents`. */
  readonly centsJoin: string;
  /** Thousand, million, billion (10⁹) as abbreviated behind an amount, `1.5M`: forms of each. */
  readonly magnitudes: readonly [thousand: PluralForms, million: PluralForms, billion: PluralForms];
  /** Words that may stand between a number and its currency: `$5 million`. */
  readonly magnitudeWords: readonly string[];
  /** Between a million and what it counts: `5 millions d'euros`. */
  readonly magnitudeJoin: string;
  /** Units that `Intl` does not know, by symbol. */
  readonly units: Readonly<Record<string, PluralForms>>;
  /** What 1 is called before a unit or a currency, where espeak-ng's counting word is wrong. */
  readonly one?: (noun: string) => string;
  /** Hours 0–24, minutes, and the word before in lower case. */
  readonly time: (hours: number, minutes: number, before: string) => string;
  /** What may stand behind a time and is said by {@link time} already: `Uhr`. */
  readonly timeSuffix?: string;
  /** Further ways to write a time, as patterns and what is said for a match. */
  readonly timeRules?: readonly SpokenPattern[];
  readonly date: (date: SpokenDate) => string;
  /** How a date with the month's name is written: `12. März`; groups `day`, `month`, `year`. */
  readonly writtenDate?: (months: string) => RegExp;
  /** The language's further rules of numbers, as patterns and what is said for a match. */
  readonly numberRules: readonly SpokenPattern[];
  /** Without their last dot; the dot never ends a sentence. The value is what is said. */
  readonly abbreviations: Readonly<Record<string, string>>;
  /** The same, but they may end a sentence. */
  readonly endingAbbreviations: Readonly<Record<string, string>>;
}
