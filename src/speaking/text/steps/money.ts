import { replace } from '../edit.ts';
import type { CurrencyWords, LanguageWords } from '../languages/language-words.ts';
import { pluralForm } from '../languages/plural.ts';
import type { SpeechContext, TextStep } from '../speech-context.ts';
import { amountParts, numberPattern, numberValue } from './number-pattern.ts';

const SYMBOLS: Readonly<Record<string, string>> = {
  US$: 'USD',
  C$: 'CAD',
  A$: 'AUD',
  R$: 'BRL',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₽': 'RUB',
  '₺': 'TRY',
  '₴': 'UAH',
  '₩': 'KRW',
  '₪': 'ILS',
  '₫': 'VND',
  zł: 'PLN',
  Kč: 'CZK',
};
const CODES = 'USD EUR GBP JPY CHF PLN RUB BRL INR CNY CAD AUD MXN SEK NOK DKK CZK TRY UAH KRW'.split(' ');

const SYMBOL = [...Object.keys(SYMBOLS), ...CODES]
  .map((symbol) => symbol.replaceAll('$', String.raw`\$`))
  .join('|');

/** Thousand, million, billion. */
const ABBREVIATED = ['k K Tsd tys тыс', 'M Mio mln млн', 'B bn Mrd mld млрд'].map((sizes) =>
  sizes.split(' '),
);

/** Amounts are said with their currency behind them, in the right number: "5 dollars and 50 cents". */
export const readMoney: TextStep = (context) => {
  const { words } = context;
  if (words === undefined) return [];
  const number = numberPattern(words);
  const magnitude = magnitudePattern(words);
  const say = (amount: string, size: string | undefined, symbol: string): string =>
    sayAmount(
      amount,
      size?.trim(),
      currencyWords(SYMBOLS[symbol] ?? symbol, context),
      words,
      context.language.locale,
    );
  const per = String.raw`( ?/ ?(?=\p{L}{2}))?`;
  const sayPer = (slash: string | undefined): string => (slash === undefined ? '' : ` ${words.per} `);
  return [
    // "$.50", "12€50" and "99¢" as amounts with two decimals.
    replace(/(?<=[$€£])\.(?=\d\d(?!\d))/gu, '0.'),
    replace(/(?<=\d)([€£$])(\d\d)(?![\d.,])/gu, `${words.decimal}$2 $1`),
    replace(/(?<![\d.,])(\d{1,2}) ?¢/gu, ({ 1: cents = '' }) => `$0.${cents.padStart(2, '0')}`),
    ...(words.range === undefined
      ? []
      : [
          replace(
            new RegExp(String.raw`(?<![\p{L}\p{N}])(${SYMBOL}) ?(${number}) ?[-–] ?(?:\1)? ?(?=\d)`, 'gu'),
            ({ 1: symbol = '', 2: low = '' }) => `${low} ${words.range} ${symbol}`,
          ),
        ]),
    replace(
      new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?:([-−])(?=\P{L}))?(${SYMBOL}) ?(${number})(${magnitude})?(?![\p{L}\p{N}]|[.,:]\d)${per}`,
        'gu',
      ),
      ({ 1: minus, 2: symbol = '', 3: amount = '', 4: size, 5: slash }) =>
        `${minus === undefined ? '' : `${words.minus} `}${say(amount, size, symbol)}${sayPer(slash)}`,
    ),
    replace(
      new RegExp(
        String.raw`(?<![\p{L}\p{N}.,])(${number})(${magnitude})? ?(${SYMBOL})(?![\p{L}\p{N}])${per}`,
        'gu',
      ),
      ({ 1: amount = '', 2: size, 3: symbol = '', 4: slash }) => say(amount, size, symbol) + sayPer(slash),
    ),
  ];
};

/** `k`, `M`, `B` right behind a number, or a word such as "million". */
function magnitudePattern({ magnitudeWords }: LanguageWords): string {
  const listed = magnitudeWords.map((word) => word.replaceAll('.', String.raw`\.`)).join('|');
  return String.raw` ?(?:k|K|M|bn|B)(?![\p{L}\p{N}])| (?:${listed})(?![\p{L}\p{N}])`;
}

function currencyWords(code: string, { words, language }: SpeechContext): CurrencyWords {
  const known = words?.currencies[code];
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(language.locale, {
    style: 'currency',
    currency: code,
    currencyDisplay: 'name',
  });
  const name = (value: number): string =>
    format.formatToParts(value).find(({ type }) => type === 'currency')?.value ?? code;
  return [
    language.family === 'pl' || language.family === 'ru'
      ? [1, 2, 5, 1.5].map(name).join('|')
      : `${name(1)}|${name(2)}`,
  ];
}

function sayAmount(
  written: string,
  size: string | undefined,
  [major, minor]: CurrencyWords,
  words: LanguageWords,
  locale: string,
): string {
  if (size !== undefined) {
    const said = sayMagnitude(written, size, words, locale);
    return `${said}${joinMagnitude(size, words)}${pluralForm(major, 1_000_000, locale)}`;
  }
  const { whole, cents } = amountParts(written);
  const count = (value: number, text: string, noun: string): string =>
    `${value === 1 ? (words.one?.(noun) ?? text) : text} ${noun}`;
  if (cents === undefined || minor === undefined) {
    const value = numberValue(written, words);
    return count(value, written, pluralForm(major, value, locale));
  }
  const wholeValue = numberValue(whole, words);
  const said = count(wholeValue, whole, pluralForm(major, wholeValue, locale));
  if (cents === '00') return said;
  const centsSaid = count(Number(cents), String(Number(cents)), pluralForm(minor, Number(cents), locale));
  return wholeValue === 0 ? centsSaid : `${said}${words.centsJoin}${centsSaid}`;
}

/** "1.5M" as "1.5 million"; a word that is written out stays. */
export function sayMagnitude(written: string, size: string, words: LanguageWords, locale: string): string {
  const index = ABBREVIATED.findIndex((sizes) => sizes.includes(size.replace(/\.$/u, '')));
  if (index < 0) return `${written} ${size}`;
  return `${written} ${pluralForm(words.magnitudes[index as 0 | 1 | 2], numberValue(written, words), locale)}`;
}

function joinMagnitude(size: string, words: LanguageWords): string {
  return /^(?:[kK]|mil|mila|mille|thousand|tausend)$/u.test(size) ? ' ' : words.magnitudeJoin;
}
