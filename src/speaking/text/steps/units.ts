import { replace } from '../edit.ts';
import type { LanguageWords, PluralForms } from '../languages/language-words.ts';
import { pluralForm } from '../languages/plural.ts';
import type { SpeechContext, TextStep } from '../speech-context.ts';
import { NO_NUMBER_BEFORE, numberPattern, numberValue } from './number-pattern.ts';
import { sayMagnitude } from './money.ts';

/** Symbols that are right behind their number or after a space, and the unit as `Intl` calls it. */
const UNITS: Readonly<Record<string, string>> = {
  km: 'kilometer',
  cm: 'centimeter',
  mm: 'millimeter',
  kg: 'kilogram',
  ml: 'milliliter',
  mL: 'milliliter',
  'km/h': 'kilometer-per-hour',
  kmh: 'kilometer-per-hour',
  'm/s': 'meter-per-second',
  mph: 'mile-per-hour',
  '°C': 'celsius',
  '° C': 'celsius',
  '℃': 'celsius',
  '°F': 'fahrenheit',
  '° F': 'fahrenheit',
  '℉': 'fahrenheit',
  '°': 'degree',
  '%': 'percent',
  kB: 'kilobyte',
  KB: 'kilobyte',
  MB: 'megabyte',
  GB: 'gigabyte',
  TB: 'terabyte',
  PB: 'petabyte',
  Mbit: 'megabit',
  'Mbit/s': 'megabit-per-second',
  Mbps: 'megabit-per-second',
  'Gbit/s': 'gigabit-per-second',
  Gbps: 'gigabit-per-second',
  'MB/s': 'megabyte-per-second',
  'GB/s': 'gigabyte-per-second',
  ms: 'millisecond',
  µs: 'microsecond',
  ns: 'nanosecond',
  min: 'minute',
  mins: 'minute',
  hr: 'hour',
  hrs: 'hour',
  sec: 'second',
  secs: 'second',
  ft: 'foot',
  lb: 'pound',
  lbs: 'pound',
  oz: 'ounce',
  mi: 'mile',
  ha: 'hectare',
};
/** Symbols that people also write with a dot, which ends no sentence. */
const DOTTED_UNITS: ReadonlySet<string> = new Set(
  'min mins hr hrs sec secs ft lb lbs oz mi Min Std Sek'.split(' '),
);
/** Symbols that are words or letters too: only behind a number and a space. */
const SPACED_UNITS: Readonly<Record<string, string>> = {
  m: 'meter',
  g: 'gram',
  l: 'liter',
  L: 'liter',
  s: 'second',
  h: 'hour',
};

const PREFIXES: Readonly<Record<string, string>> = { k: 'kilo', M: 'mega', G: 'giga', T: 'tera', m: 'milli' };
const CYRILLIC_PREFIXES: Readonly<Record<string, string>> = {
  k: 'кило',
  M: 'мега',
  G: 'гига',
  T: 'тера',
  m: 'милли',
};
const PREFIXED = ['W', 'V', 'Hz', 'Wh'];

/** Units are said in full and in the right number: "5 kilometers per hour". */
export const readUnits: TextStep = (context) => {
  const { words, language } = context;
  const own = ownUnits(words, language.family);
  const symbols = [...Object.keys(UNITS), ...Object.keys(own)]
    .toSorted((a, b) => b.length - a.length)
    .map(escaped);
  const spaced = Object.keys(SPACED_UNITS).join('|');
  const plain = words === undefined ? String.raw`\d{1,15}(?:[.,]\d{1,12})?` : numberPattern(words);
  const number = String.raw`${plain}[½⅓⅔¼¾]?|[½⅓⅔¼¾]`;
  return [
    replace(
      /(?<=\d ?)\b([kcmd]?m)\^?([23])(?![\p{L}\p{N}])/gu,
      ({ 1: unit, 2: power }) => `${unit}${power === '2' ? '²' : '³'}`,
    ),
    replace(/\u03bc(?=s(?!\p{L}))/gu, 'µ'),
    ...(words?.range === undefined
      ? []
      : [
          replace(
            /(?<=\d ?(?:%|°[CF]?)) ?[-–] ?(?=\d[\d.,]{0,9} ?[%°])(?![^\n=]{0,20}=)/gu,
            ` ${words.range} `,
          ),
        ]),
    replace(/(?<=\d[.,]\d{1,3})s(?![\p{L}\p{N}])/gu, ' s'),
    replace(
      new RegExp(
        String.raw`${NO_NUMBER_BEFORE}(${number}) ?(${symbols.join('|')})(?![\p{L}\p{N}²³/]|\.\p{L})(\.(?=\s+[\p{Ll}\p{N}]|[,;:]))?`,
        'gu',
      ),
      ({ 0: whole, 1: amount = '', 2: symbol = '', 3: dot = '' }) => {
        const said = say(amount, own[symbol] ?? UNITS[symbol], own[symbol] !== undefined, context);
        return said === undefined ? whole : said + (DOTTED_UNITS.has(symbol) ? '' : dot);
      },
    ),
    replace(
      new RegExp(String.raw`${NO_NUMBER_BEFORE}(${number}) (${spaced})(?![\p{L}\p{N}²³/']|\.\p{L})`, 'gu'),
      ({ 0: whole, 1: amount = '', 2: symbol = '' }) =>
        say(amount, SPACED_UNITS[symbol], false, context) ?? whole,
    ),
    ...(words === undefined
      ? []
      : [
          replace(
            new RegExp(String.raw`${NO_NUMBER_BEFORE}(${number})(k|M|B|bn)(?![\p{L}\p{N}])`, 'gu'),
            ({ 1: amount = '', 2: size = '' }) => sayMagnitude(amount, size, words, language.locale),
          ),
          replace(
            new RegExp(
              String.raw`${NO_NUMBER_BEFORE}(${number}) (Mio|Mrd|mln|mld|млн|млрд|tys|тыс)(?![\p{L}\p{N}])(?:\.(?= ?\p{L}))?`,
              'gu',
            ),
            ({ 1: amount = '', 2: size = '' }) => sayMagnitude(amount, size, words, language.locale),
          ),
        ]),
  ];
};

/** A fraction's sign makes a number one that is not whole. */
function amountValue(amount: string, words: LanguageWords | undefined): number {
  if (/[½⅓⅔¼¾]$/u.test(amount)) return 1.5;
  return words === undefined ? Number(amount.replace(',', '.')) : numberValue(amount, words);
}

function ownUnits(words: LanguageWords | undefined, family: string): Readonly<Record<string, PluralForms>> {
  if (words === undefined) return {};
  const prefixes = family === 'ru' ? CYRILLIC_PREFIXES : PREFIXES;
  const prefixed = PREFIXED.flatMap((symbol) => {
    const forms = words.units[symbol];
    if (forms === undefined) return [];
    return Object.entries(prefixes).map(([prefix, name]) => {
      const said = forms.split('|').map((form) => prefixedWord(name, form));
      return [prefix + symbol, said.join('|')] as const;
    });
  });
  return { ...words.units, ...Object.fromEntries(prefixed) };
}

/** "Kilowatt", "kilowatt": a noun's capital stands at the front. */
function prefixedWord(prefix: string, word: string): string {
  const [first = ''] = word;
  const capital = first !== first.toLowerCase();
  const [initial = ''] = prefix;
  return (capital ? initial.toUpperCase() : initial) + prefix.slice(1) + word.toLowerCase();
}

function say(
  amount: string,
  unit: string | undefined,
  isOwn: boolean,
  context: SpeechContext,
): string | undefined {
  const { words, language } = context;
  if (unit === undefined) return undefined;
  const value = amountValue(amount, words);
  const noun = isOwn ? pluralForm(unit, value, language.locale) : intlUnit(unit, value, language.locale);
  if (noun === undefined) return undefined;
  return `${value === 1 ? (words?.one?.(noun) ?? amount) : amount} ${noun}`;
}

/** The unit's name with the digits taken out; undefined where the language puts it around the number. */
function intlUnit(unit: string, value: number, locale: string): string | undefined {
  const key = `${locale} ${unit}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'long',
      maximumFractionDigits: 12,
    });
    formats.set(key, format);
  }
  const parts = format.formatToParts(value);
  const last = parts.findLastIndex(({ type }) => type === 'integer' || type === 'fraction');
  const before = parts
    .slice(
      0,
      parts.findIndex(({ type }) => type === 'integer'),
    )
    .some(({ type }) => type === 'unit');
  if (before) return undefined;
  return parts
    .slice(last + 1)
    .map((part) => part.value)
    .join('')
    .replaceAll('’', "'")
    .trim();
}

const formats = new Map<string, Intl.NumberFormat>();

function escaped(symbol: string): string {
  return symbol.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
}
