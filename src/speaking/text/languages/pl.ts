import { toOrdinal } from 'n2words/pl-PL';

import type { LanguageWords } from './language-words.ts';

/** "dwa tysiące dwudziesty szósty" with other endings: only the last tens and ones are inflected. */
function inflected(value: number, hard: string, soft: string): string {
  return toOrdinal(value)
    .split(' ')
    .map((word) => word.replace(/(?<=[gc])i$/u, soft).replace(/y$/u, hard))
    .join(' ');
}

const genitive = (value: number): string => inflected(value, 'ego', 'iego');
const locative = (value: number): string => inflected(value, 'ym', 'im');

/** Hours are feminine: "piąta", and "piątej" after a preposition; "druga", "trzecia". */
const hour = (value: number, before: string): string => {
  const oblique = /^(?:o|od|do|po|przed|około|godzinie)$/u.test(before);
  const ending = oblique ? 'ej' : 'a';
  if (value === 0) return oblique ? 'zerowej' : 'zerowa';
  return toOrdinal(value)
    .split(' ')
    .map((word) =>
      word
        .replace(/gi$/u, oblique ? 'giej' : 'ga')
        .replace(/ci$/u, oblique ? 'ciej' : 'cia')
        .replace(/y$/u, ending),
    )
    .join(' ');
};

export const POLISH_WORDS: LanguageWords = {
  decimal: ',',
  spaceGroups: true,
  dateOrder: 'dmy',
  numberSign: 'numer',
  version: 'wersja',
  point: 'kropka',
  hostDot: 'kropka',
  minus: 'minus',
  per: 'na',
  outOf: 'na',
  and: 'i',
  fractions: {
    '1/2': 'jedna druga',
    '1/3': 'jedna trzecia',
    '2/3': 'dwie trzecie',
    '1/4': 'jedna czwarta',
    '3/4': 'trzy czwarte',
    '1/5': 'jedna piąta',
    '2/5': 'dwie piąte',
    '3/5': 'trzy piąte',
    '4/5': 'cztery piąte',
    '1/8': 'jedna ósma',
    '3/8': 'trzy ósme',
    '5/8': 'pięć ósmych',
    '7/8': 'siedem ósmych',
  },
  powers: ['do kwadratu', 'do sześcianu', 'do potęgi'],
  signs: {
    '&': 'i',
    '@': 'małpa',
    '+': 'plus',
    '=': 'równa się',
    '×': 'razy',
    '÷': 'podzielić przez',
    '±': 'plus minus',
    '<': 'mniejsze niż',
    '>': 'większe niż',
    '≤': 'co najwyżej',
    '≥': 'co najmniej',
    '≈': 'około',
    '~': 'około',
    '≠': 'nie równa się',
    '√': 'pierwiastek z',
    '∞': 'nieskończoność',
    π: 'pi',
    '%': 'procent',
    '‰': 'promil',
    '°': 'stopni',
    '§': 'paragraf',
  },
  currencies: {
    PLN: ['złoty|złote|złotych|złotego', 'grosz|grosze|groszy|grosza'],
    USD: ['dolar|dolary|dolarów|dolara', 'cent|centy|centów|centa'],
    EUR: ['euro', 'cent|centy|centów|centa'],
    GBP: ['funt|funty|funtów|funta', 'pens|pensy|pensów|pensa'],
    JPY: ['jen|jeny|jenów|jena'],
  },
  centsJoin: ' ',
  magnitudes: [
    'tysiąc|tysiące|tysięcy|tysiąca',
    'milion|miliony|milionów|miliona',
    'miliard|miliardy|miliardów|miliarda',
  ],
  magnitudeWords: [
    'tys.',
    'tys',
    'mln',
    'mld',
    'tysiąc',
    'tysiące',
    'tysięcy',
    'milion',
    'miliony',
    'milionów',
    'miliard',
    'miliardy',
    'miliardów',
  ],
  magnitudeJoin: ' ',
  units: {
    W: 'wat|waty|watów|wata',
    V: 'wolt|wolty|woltów|wolta',
    Hz: 'herc|herce|herców|herca',
    Wh: 'watogodzina|watogodziny|watogodzin|watogodziny',
    dB: 'decybel|decybele|decybeli|decybela',
    mg: 'miligram|miligramy|miligramów|miligrama',
    'm²': 'metr kwadratowy|metry kwadratowe|metrów kwadratowych|metra kwadratowego',
    'km²': 'kilometr kwadratowy|kilometry kwadratowe|kilometrów kwadratowych|kilometra kwadratowego',
    'm³': 'metr sześcienny|metry sześcienne|metrów sześciennych|metra sześciennego',
    px: 'piksel|piksele|pikseli|piksela',
  },
  time: (hours, minutes, before) =>
    `${hour(hours, before)}${minutes === 0 ? '' : ` ${minutes < 10 ? '0 ' : ''}${minutes}`}`,
  date: ({ day, month, year }) =>
    `${genitive(day)} ${month}${year === undefined ? '' : ` ${genitive(year)} roku`}`,
  writtenDate: (months) =>
    new RegExp(
      String.raw`(?<![\p{L}\p{N}.,:])(?<day>[12]?\d|3[01])\.? (?<month>${months})(?!\p{L})(?: (?<year>1[1-9]\d\d|20\d\d)(?![\p{L}\p{N}])(?: r\.| roku)?)?`,
      'gu',
    ),
  roman: (value, before) => (before === 'w' ? locative(value) : toOrdinal(value)),
  numberRules: [
    [/(?<=(?<!\p{L})[IVX]{1,6} )w\./gu, () => 'wieku'],
    [
      /(?<![\p{L}\p{N}])(w|po) (1[1-9]\d\d|20\d\d) (?:r\.|roku)/giu,
      (match) => `${match[1]} ${locative(Number(match[2]))} roku`,
    ],
    [
      /(?<![\p{L}\p{N}])(z|od|do|przed) (1[1-9]\d\d|20\d\d) (?:r\.|roku)/giu,
      (match) => `${match[1]} ${genitive(Number(match[2]))} roku`,
    ],
  ],
  abbreviations: {
    np: 'na przykład',
    tzn: 'to znaczy',
    tj: 'to jest',
    'm.in': 'między innymi',
    tzw: 'tak zwany',
    ok: 'około',
    godz: 'godzina',
    ul: 'ulica',
    al: 'aleja',
    św: 'święty',
    nr: 'numer',
    prof: 'profesor',
    inż: 'inżynier',
    mgr: 'magister',
    str: 'strona',
    wg: 'według',
    maks: 'maksymalnie',
    min: 'minimum',
    tel: 'telefon',
  },
  endingAbbreviations: { itd: 'i tak dalej', itp: 'i tym podobne', tys: 'tysięcy' },
};
