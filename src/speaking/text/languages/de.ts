import { toCardinal, toOrdinal } from 'n2words/de-DE';

import type { LanguageWords } from './language-words.ts';
import { romanValue } from './roman.ts';

function year(value: number): string {
  if (value < 1_100 || value > 1_999) return String(value);
  const rest = value % 100;
  return `${toCardinal(Math.floor(value / 100))}hundert${rest === 0 ? '' : toCardinal(rest)}`;
}

/** "dritte", "dritten" or "dritter", by the word before it. */
function ordinal(value: number, before: string): string {
  const word = toOrdinal(value);
  if (/^(?:der|die|das|diese[rs]?|jene[rs]?|jede[rs]?|eine|seine|ihre|meine)$/u.test(before)) return word;
  if (
    /^(?:den|dem|des|am|im|vom|zum|zur|beim|ab|bis|seit|einen|einem|einer|seinen|ihren|meinen|jeden|diesen|diesem)$/u.test(
      before,
    )
  ) {
    return `${word}n`;
  }
  return /^(?:ein|mein|dein|sein|kein)$/u.test(before) ? `${word}r` : `${word}r`;
}

export const GERMAN_WORDS: LanguageWords = {
  decimal: ',',
  spaceGroups: false,
  dateOrder: 'dmy',
  numberSign: 'Nummer',
  version: 'Version',
  point: 'Punkt',
  hostDot: 'Punkt',
  minus: 'minus',
  range: 'bis',
  ratio: 'zu',
  per: 'pro',
  outOf: 'von',
  and: 'und',
  fractions: {
    '1/2': 'ein halb',
    '1/3': 'ein Drittel',
    '2/3': 'zwei Drittel',
    '1/4': 'ein Viertel',
    '3/4': 'drei Viertel',
    '1/5': 'ein Fünftel',
    '2/5': 'zwei Fünftel',
    '3/5': 'drei Fünftel',
    '4/5': 'vier Fünftel',
    '1/8': 'ein Achtel',
    '3/8': 'drei Achtel',
    '5/8': 'fünf Achtel',
    '7/8': 'sieben Achtel',
  },
  powers: ['hoch zwei', 'hoch drei', 'hoch'],
  signs: {
    '&': 'und',
    '@': 'ät',
    '+': 'plus',
    '=': 'gleich',
    '×': 'mal',
    '÷': 'geteilt durch',
    '±': 'plus minus',
    '<': 'kleiner als',
    '>': 'größer als',
    '≤': 'höchstens',
    '≥': 'mindestens',
    '≈': 'ungefähr',
    '~': 'ungefähr',
    '≠': 'ungleich',
    '√': 'Wurzel aus',
    '∞': 'unendlich',
    π: 'Pi',
    '%': 'Prozent',
    '‰': 'Promille',
    '°': 'Grad',
    '§': 'Paragraf',
  },
  currencies: {
    USD: ['Dollar', 'Cent'],
    EUR: ['Euro', 'Cent'],
    GBP: ['Pfund', 'Pence'],
    JPY: ['Yen'],
    CHF: ['Franken', 'Rappen'],
  },
  centsJoin: ' ',
  magnitudes: ['tausend', 'Million|Millionen', 'Milliarde|Milliarden'],
  magnitudeWords: [
    'tausend',
    'Tsd.',
    'Million',
    'Millionen',
    'Mio.',
    'Mio',
    'Milliarde',
    'Milliarden',
    'Mrd.',
    'Mrd',
  ],
  magnitudeJoin: ' ',
  units: {
    W: 'Watt',
    V: 'Volt',
    Hz: 'Hertz',
    Wh: 'Wattstunde|Wattstunden',
    dB: 'Dezibel',
    mg: 'Milligramm',
    'm²': 'Quadratmeter',
    'km²': 'Quadratkilometer',
    'm³': 'Kubikmeter',
    px: 'Pixel',
    Min: 'Minute|Minuten',
    Std: 'Stunde|Stunden',
    Sek: 'Sekunde|Sekunden',
  },
  one: (noun) => (noun.endsWith('e') ? 'eine' : 'ein'),
  time: (hours, minutes) => `${hours === 1 ? 'ein' : hours} Uhr${minutes === 0 ? '' : ` ${minutes}`}`,
  timeSuffix: 'Uhr|h',
  date: ({ day, month, year: of, before }) =>
    `${ordinal(day, before)} ${month}${of === undefined ? '' : ` ${year(of)}`}`,
  writtenDate: (months) =>
    new RegExp(
      String.raw`(?<![\p{L}\p{N}.])(?<day>[12]?\d|3[01])\. ?(?<month>${months})(?![\p{L}])(?: (?<year>1[1-9]\d\d|20\d\d)(?![\p{L}\p{N}]))?`,
      'gu',
    ),
  roman: (value) => String(value),
  numberRules: [
    [/(?<!\p{L})S\. ?(?=\d)/gu, () => 'Seite '],
    [
      /(?<=(?<!\p{L})\p{Lu}\p{Ll}{2,20} )([IVX]{1,6})\.(?= \p{L}|[,;:])/gu,
      (match) => `der ${ordinal(romanValue(match[1] as string), 'der')}`,
    ],
    [
      /(?<![\p{L}\p{N}])(der|die|das|diese[rs]?|jede[rs]?|den|dem|des|am|im|vom|zum|zur|beim|einen|einem|einer|seinen|ihren|meinen|jeden|diesen|diesem|ein|mein|dein|sein|kein) ([1-9]\d{0,2})\.(?= \p{L})/giu,
      (match) => `${match[1]} ${ordinal(Number(match[2]), (match[1] as string).toLowerCase())}`,
    ],
    [/(?<![\p{L}\p{N}.,:/-])(1[1-9]\d0)er(?!\p{L}|\p{N})/gu, (match) => `${year(Number(match[1]))}er`],
    [
      /(?<![\p{L}\p{N}.,:/$€£#-])(1[5-9](?!00)\d\d)(?![\p{L}\p{N}%]|[.,:/-]\d| ?[€$£%°])(?! (?:Euro|Dollar|Menschen|Meter|Kilometer|Prozent))/gu,
      (match) => year(Number(match[1])),
    ],
  ],
  abbreviations: {
    Dr: 'Doktor',
    Prof: 'Professor',
    Hr: 'Herr',
    Hrn: 'Herrn',
    Fr: 'Frau',
    St: 'Sankt',
    Nr: 'Nummer',
    'z.B': 'zum Beispiel',
    'z. B': 'zum Beispiel',
    'd.h': 'das heißt',
    'd. h': 'das heißt',
    'u.a': 'unter anderem',
    'u. a': 'unter anderem',
    'i.d.R': 'in der Regel',
    'i. d. R': 'in der Regel',
    'v.a': 'vor allem',
    'v. a': 'vor allem',
    'o.g': 'oben genannt',
    bzw: 'beziehungsweise',
    ca: 'circa',
    evtl: 'eventuell',
    ggf: 'gegebenenfalls',
    inkl: 'inklusive',
    exkl: 'exklusive',
    max: 'maximal',
    min: 'mindestens',
    vgl: 'vergleiche',
    sog: 'sogenannt',
    Abs: 'Absatz',
    Kap: 'Kapitel',
    Bd: 'Band',
    Tel: 'Telefon',
    Jh: 'Jahrhundert',
    zzgl: 'zuzüglich',
    bspw: 'beispielsweise',
    Mio: 'Millionen',
    Mrd: 'Milliarden',
  },
  endingAbbreviations: {
    usw: 'und so weiter',
    etc: 'et cetera',
    'u.Ä': 'und Ähnliches',
    'o.Ä': 'oder Ähnliches',
    'u.s.w': 'und so weiter',
    Str: 'Straße',
  },
};
