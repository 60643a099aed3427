import { toCardinal, toOrdinal } from 'n2words/en-US';

import type { LanguageWords } from './language-words.ts';

/** "nineteen ninety-five", "nineteen oh five", "twenty twenty-six"; espeak-ng says "nineteen hundred …". */
function year(value: number): string {
  const century = Math.floor(value / 100);
  const rest = value % 100;
  if (value < 1_100 || value > 2_099 || (century === 20 && rest < 10))
    return toCardinal(value).replaceAll('-', ' ');
  if (rest === 0) return `${toCardinal(century)} hundred`;
  return `${toCardinal(century)} ${rest < 10 ? 'oh ' : ''}${toCardinal(rest)}`.replaceAll('-', ' ');
}

function decade(value: number): string {
  const rest = value % 100;
  const century = value >= 100 ? `${toCardinal(Math.floor(value / 100))} ` : '';
  if (rest === 0) return value === 2_000 ? 'two thousands' : `${century}hundreds`;
  if (rest === 10) return `${century}tens`;
  return `${century}${toCardinal(rest).replace(/y$/u, 'ies')}`;
}

const SUFFIX = new Intl.PluralRules('en', { type: 'ordinal' });

function ordinal(value: number): string {
  const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${value}${suffixes[SUFFIX.select(value)] ?? 'th'}`;
}

const BEFORE_A_YEAR =
  '[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Ff]rom|[Tt]o|[Oo]f|[Aa]round|[Bb]efore|[Aa]fter|[Dd]uring|[Yy]ear|[Ss]ummer|[Ww]inter|[Ss]pring|[Aa]utumn|[Ff]all|and';

/** Letters of chats that espeak-ng takes for words or that nobody says as letters. */
const CHAT_WORDS: Readonly<Record<string, string>> = {
  idk: "I don't know",
  btw: 'by the way',
  tbh: 'to be honest',
  imo: 'in my opinion',
  imho: 'in my humble opinion',
  afaik: 'as far as I know',
  ikr: 'I know, right',
  nvm: 'never mind',
  brb: 'be right back',
};

/** Rulers are counted with "the": "Henry the eighth". */
const RULER =
  /^(?:alexander|benedict|catherine|charles|edward|elizabeth|ferdinand|francis|frederick|george|gregory|henry|james|john|leo|louis|napoleon|nicholas|otto|paul|peter|philip|pius|ramesses|richard|urban|victor|wilhelm|william)$/u;

export const ENGLISH_WORDS: LanguageWords = {
  decimal: '.',
  spaceGroups: false,
  dateOrder: 'mdy',
  numberSign: 'number',
  version: 'version',
  point: 'point',
  hostDot: 'dot',
  minus: 'minus',
  range: 'to',
  ratio: 'to',
  per: 'per',
  outOf: 'out of',
  and: 'and',
  fractions: {
    '1/2': 'a half',
    '1/3': 'a third',
    '2/3': 'two thirds',
    '1/4': 'a quarter',
    '3/4': 'three quarters',
    '1/5': 'a fifth',
    '2/5': 'two fifths',
    '3/5': 'three fifths',
    '4/5': 'four fifths',
    '1/6': 'a sixth',
    '5/6': 'five sixths',
    '1/8': 'an eighth',
    '3/8': 'three eighths',
    '5/8': 'five eighths',
    '7/8': 'seven eighths',
  },
  powers: ['squared', 'cubed', 'to the power of'],
  signs: {
    '&': 'and',
    '@': 'at',
    '+': 'plus',
    '=': 'equals',
    '×': 'times',
    '÷': 'divided by',
    '±': 'plus or minus',
    '<': 'less than',
    '>': 'greater than',
    '≤': 'at most',
    '≥': 'at least',
    '≈': 'about',
    '~': 'about',
    '≠': 'is not',
    '√': 'square root of',
    '∞': 'infinity',
    π: 'pi',
    '%': 'percent',
    '‰': 'per mille',
    '°': 'degrees',
    '§': 'section',
  },
  currencies: {
    USD: ['dollar|dollars', 'cent|cents'],
    EUR: ['euro|euros', 'cent|cents'],
    GBP: ['pound|pounds', 'penny|pence'],
    JPY: ['yen'],
    INR: ['rupee|rupees'],
    CHF: ['Swiss franc|Swiss francs'],
  },
  centsJoin: ' and ',
  magnitudes: ['thousand', 'million', 'billion'],
  magnitudeWords: ['hundred', 'thousand', 'million', 'billion', 'trillion'],
  magnitudeJoin: ' ',
  units: {
    W: 'watt|watts',
    V: 'volt|volts',
    Hz: 'hertz',
    Wh: 'watt hour|watt hours',
    dB: 'decibel|decibels',
    mg: 'milligram|milligrams',
    'm²': 'square meter|square meters',
    'km²': 'square kilometer|square kilometers',
    'm³': 'cubic meter|cubic meters',
    px: 'pixel|pixels',
    fps: 'frames per second',
  },
  time(hours, minutes) {
    if (minutes === 0 && hours % 24 === 0) return 'midnight';
    if (minutes === 0) return hours >= 1 && hours <= 12 ? `${hours} o'clock` : `${hours} hundred`;
    return `${hours} ${minutes < 10 ? 'oh ' : ''}${minutes}`;
  },
  timeRules: [
    // Amounts of digits before "pm" are hours: "5:00 pm" is "5 pm".
    [/(?<![\d:.,])(1[0-2]|[1-9]):00 ?(?=[ap]\.?m\b)/giu, (match) => `${match[1]} `],
    [
      /(?<!\d)(\d{1,2})(?::([0-5]\d))? ?([apAP])\.?[mM](?!\p{L})(?:\.(?!\s+\p{Lu}|\s*$))?/gu,
      (match) => {
        const minutes = match[2] === undefined ? '' : ` ${match[2].replace(/^0/u, 'oh ')}`;
        return `${Number(match[1])}${minutes} ${match[3]?.toUpperCase()}M`;
      },
    ],
  ],
  date: ({ day, month, year: of }) => `${month} ${ordinal(day)}${of === undefined ? '' : `, ${year(of)}`}`,
  writtenDate: (months) =>
    new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?<month>${months}) (?<day>[12]?\d|3[01])(?![\p{L}\p{N}]|[.,:/–-]\d)(?:,? (?<year>1[1-9]\d\d|20\d\d)(?![\p{L}\p{N}]))?`,
      'gu',
    ),
  roman: (value, before) =>
    RULER.test(before) ? `the ${toOrdinal(value).replaceAll('-', ' ')}` : String(value),
  numberRules: [
    [/(?<![\p{L}\p{N}.,$€£])'?((?:1[1-9]|20)?\d0)'?s(?![\p{L}\p{N}])/gu, (match) => decade(Number(match[1]))],
    [
      /(?<![\p{L}\p{N}.,:/$€£#-])(1[1-9]\d\d|20\d\d) to (?=(?:1[1-9]\d\d|20\d\d)(?!\d))/gu,
      (match) => `${year(Number(match[1]))} to `,
    ],
    [
      new RegExp(
        String.raw`(?<![\p{L}\p{N}])(${BEFORE_A_YEAR}) (1[1-9]\d\d|20[1-9]\d)(?![\p{L}\p{N}%]|[.,:/-]\d| (?:to|percent|dollars|euros|people)\b)`,
        'gu',
      ),
      (match) => `${match[1]} ${year(Number(match[2]))}`,
    ],
    [
      /(?<![\p{L}\p{N}.,:/$€£#-])(1[5-9](?!00)\d\d)(?![\p{L}\p{N}%]|[.,:/-]\d| ?(?:[€$£%°]|\p{L}))/gu,
      (match) => year(Number(match[1])),
    ],
    [/(?<![\p{L}\p{N}])w\/(o)?(?= ?\p{L})/gu, (match) => (match[1] === undefined ? 'with ' : 'without ')],
    [
      new RegExp(
        String.raw`(?<![\p{L}\p{N}'])(${Object.keys(CHAT_WORDS).join('|')})(?![\p{L}\p{N}'])`,
        'giu',
      ),
      (match) => CHAT_WORDS[(match[1] as string).toLowerCase()] ?? match[0],
    ],
    [/(?<![\p{L}\p{N}])([ACDFG])#(?![\p{L}\p{N}])/gu, (match) => `${match[1]} sharp`],
  ],
  abbreviations: {
    Dr: 'Doctor',
    Mr: 'Mister',
    Mrs: 'Mrs',
    Ms: 'Miz',
    Prof: 'Professor',
    Gen: 'General',
    Gov: 'Governor',
    Sen: 'Senator',
    Rep: 'Representative',
    Rev: 'Reverend',
    Hon: 'Honorable',
    Capt: 'Captain',
    Cmdr: 'Commander',
    Col: 'Colonel',
    Cpl: 'Corporal',
    Lt: 'Lieutenant',
    Maj: 'Major',
    Sgt: 'Sergeant',
    Adm: 'Admiral',
    Fr: 'Father',
    Pres: 'President',
    Mt: 'Mount',
    vs: 'versus',
    approx: 'approximately',
    'e.g': 'for example',
    'i.e': 'that is',
    'w.r.t': 'with respect to',
    cf: 'compare',
    resp: 'respectively',
    fig: 'figure',
    vol: 'volume',
    dept: 'department',
    est: 'estimated',
    Ft: 'Fort',
    Mon: 'Monday',
    Tue: 'Tuesday',
    Wed: 'Wednesday',
    Thu: 'Thursday',
    Fri: 'Friday',
    Jan: 'January',
    Feb: 'February',
    Aug: 'August',
    Sept: 'September',
    Oct: 'October',
    Nov: 'November',
    Dec: 'December',
  },
  endingAbbreviations: {
    etc: 'etc',
    'Ph.D': 'PhD',
    Jr: 'Junior',
    Sr: 'Senior',
    Inc: 'Incorporated',
    Ltd: 'Limited',
    Corp: 'Corporation',
    Co: 'Company',
    Ave: 'Avenue',
    Blvd: 'Boulevard',
    'et al': 'and others',
  },
};
