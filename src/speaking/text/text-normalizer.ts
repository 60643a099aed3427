import { applyRule, unedited, type MappedText } from './mapped-text.ts';
import { readLanguage } from './language.ts';
import { LANGUAGE_WORDS } from './languages/index.ts';
import type { MentionNames, SpeechContext, TextStep } from './speech-context.ts';
import { readAbbreviations } from './steps/abbreviations.ts';
import { dropActions } from './steps/actions.ts';
import { plainBrackets } from './steps/brackets.ts';
import { dropCode } from './steps/code.ts';
import { plainDashes } from './steps/dashes.ts';
import { readDates } from './steps/dates.ts';
import { readDigits } from './steps/digits.ts';
import { readDiscordMarkup } from './steps/discord-markup.ts';
import { plainEllipses } from './steps/ellipses.ts';
import { dropEmoji, dropFaces } from './steps/emoji.ts';
import { plainFullWidth } from './steps/full-width.ts';
import { dropInvisible } from './steps/invisible.ts';
import { joinLines, tidyMarks } from './steps/lines.ts';
import { shortenLinks } from './steps/links.ts';
import { dropMarkdown, readHtml } from './steps/markdown.ts';
import { readMoney } from './steps/money.ts';
import { readNumberSigns } from './steps/number-signs.ts';
import { dropLinearB, protectPhonemes } from './steps/phoneme-blocks.ts';
import { dropQuotes } from './steps/quotes.ts';
import { readRomanNumbers } from './steps/roman-numbers.ts';
import { shortenRepeats } from './steps/repeats.ts';
import { readSigns } from './steps/signs.ts';
import { keepSpeakable } from './steps/speakable.ts';
import { readTimes } from './steps/times.ts';
import { readUnits } from './steps/units.ts';

/** How text is made speakable. */
export interface TextNormalizerOptions {
  /** The voice's language: `de_DE`, `en-us`. Default English. */
  readonly language?: string | undefined;
  /** Names of people, roles and channels by their Discord id. Without a name, a mention is left out. */
  readonly names?: MentionNames;
  /** IANA name for Discord's times. Default `UTC`. */
  readonly timeZone?: string;
  /** Unix time for Discord's relative times; without it they are spoken as dates. */
  readonly nowMs?: () => number;
  /** Whether `*waves*` on its own is spoken. Default `read`. */
  readonly actions?: 'read' | 'drop';
  /** Whether `[[ ]]` goes to the voice as phonemes, untouched. Default `read`: as words without brackets. */
  readonly phonemeBlocks?: 'keep' | 'read';
}

/** A text as it is spoken. */
export interface SpokenText {
  /** One line that ends with a mark; empty when nothing can be spoken, such as a lone emoji. */
  readonly text: string;
  /**
   * How much of the source has been said when the text has been said up to `at`: an offset in UTF-16 units.
   * What was rewritten, such as `$5`, counts once its words are said in full.
   */
  sourceEnd(at: number): number;
}

/** Makes of what a language model wrote what a voice can say. Pure: the same text gives the same result. */
export type TextNormalizer = (text: string) => SpokenText;

/** What comes first does not see what comes later: markup, then signs of faces, then numbers, then marks. */
const STEPS: readonly TextStep[] = [
  dropInvisible,
  dropCode,
  readDiscordMarkup,
  shortenLinks,
  dropActions,
  dropFaces,
  readHtml,
  dropMarkdown,
  plainFullWidth,
  dropEmoji,
  dropQuotes,
  readDates,
  readDigits,
  readTimes,
  readMoney,
  readUnits,
  readNumberSigns,
  readAbbreviations,
  readRomanNumbers,
  readSigns,
  shortenRepeats,
  plainEllipses,
  plainDashes,
  plainBrackets,
  keepSpeakable,
  joinLines,
  tidyMarks,
];

/** What one pass uncovers, the next one reads; two are enough for nearly everything. */
const MAX_PASSES = 8;

/** The first text costs a tenth of a second, for patterns and `Intl`: not while somebody waits for a reply. */
const WARM_UP = 'Hi 😀, it was 5 km, $5 and 5 °C at 12:30 on 2026-03-12; see https://example.com, Dr. No!';

/**
 * Builds the normaliser for a voice. It compiles its rules, so keep it. Its result is a fixed point: text that
 * is normalised again does not change.
 */
export function createTextNormalizer(options: TextNormalizerOptions = {}): TextNormalizer {
  const language = readLanguage(options.language);
  const context: SpeechContext = {
    language,
    words: LANGUAGE_WORDS.get(language.family),
    names: options.names ?? {},
    timeZone: options.timeZone ?? 'UTC',
    nowMs: options.nowMs,
    actions: options.actions ?? 'read',
    phonemeBlocks: options.phonemeBlocks ?? 'read',
  };
  const rules = STEPS.flatMap((step) => step(context));
  const prepare = dropLinearB(context);

  const normalize: TextNormalizer = (source) => {
    const phonemes = protectPhonemes();
    let mapped = prepare.reduce(applyRule, unedited(source));
    if (context.phonemeBlocks === 'keep') mapped = applyRule(mapped, phonemes.hide);
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      const before = mapped.text;
      mapped = rules.reduce(applyRule, mapped);
      if (mapped.text === before) break;
    }
    return spokenText(applyRule(mapped, phonemes.restore));
  };
  normalize(WARM_UP);
  return normalize;
}

function spokenText({ text, sources }: MappedText): SpokenText {
  if (!/[\p{L}\p{N}]/u.test(text)) return { text: '', sourceEnd: () => 0 };
  return {
    text,
    sourceEnd: (at) => sources[Math.max(0, Math.min(at, text.length))] as number,
  };
}
