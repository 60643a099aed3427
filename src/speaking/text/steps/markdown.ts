import { replace } from '../edit.ts';
import type { SpeechContext, TextStep } from '../speech-context.ts';
import { monthNames } from './dates.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  deg: '°',
  euro: '€',
  pound: '£',
  times: '×',
  copy: '',
  reg: '',
  trade: '',
};

function numericEntity(digits: string): string {
  const code = /^x/iu.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits);
  const isCharacter = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '';
}

/** Tags of HTML go, with a pause where they end a line; named and numbered characters become themselves. */
export const readHtml: TextStep = () => [
  replace(/<(?:br|\/p|\/li|\/div|\/h[1-6])\b[^<>\n]{0,300}>/giu, '\n'),
  replace(/<\/?[a-z][^<>\n]{0,300}>/giu, ''),
  replace(/&([a-z]{2,6});/gu, ({ 0: whole, 1: name = '' }) => ENTITIES[name] ?? whole),
  replace(/&#(\d{1,7}|[xX][\da-fA-F]{1,6});/gu, ({ 1: digits = '' }) => numericEntity(digits)),
];

/** Languages in which "1. Mai" is a day. */
const DOTTED_DAYS = /^(?:de|da|nb|no|cs|fi)$/u;

/** What is counted with a dot, so that "3. Platz" is no third point of a list. */
const COUNTED_BY_DOT: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'de',
    (
      'Advent Akt Auflage Band Bezirk Bundesliga Etage Folge Gang Geburtstag Generation Geschoss Halbzeit Jahr ' +
      'Jahrestag Jahrhundert Jahrtausend Jubiläum Kapitel Klasse Lauf Lebensjahr Liga Mal Minute Monat Obergeschoss ' +
      'OG Person Platz Preis Quartal Rang Reihe Runde Satz Schuljahr Semester Sitzung Spieltag Staffel Stelle Stock ' +
      'Stockwerk Strophe Stufe Stunde Szene Tag Teil Untergeschoss Versuch Weltkrieg Woche'
    ).split(' '),
  ],
]);

const countedByDot = ({ family, locale }: SpeechContext['language']): readonly string[] => [
  ...monthNames(locale),
  ...(COUNTED_BY_DOT.get(family) ?? []),
];

/** Takes the marks of Markdown away and leaves the words; a list's number is read with a pause. */
export const dropMarkdown: TextStep = ({ language }) => [
  replace(/\\[*_~|]|\\(?=[!-/:-@[-`{-~])/gu, ''),
  // Rules, and the line between a table's head and body.
  replace(/^ ?(?:(?:[-*_=] ?){3,}|\|?(?: ?:?-+:? ?\|)+ ?:?-*:?) ?$/gmu, ''),
  replace(/^ ?(?:#{1,6}|-#|>{1,3}|[-*+•‣◦·–]) (?:\[[ xX]\] )?/gmu, ''),
  replace(
    DOTTED_DAYS.test(language.family)
      ? new RegExp(
          String.raw`^ ?(\d{1,3})(?:\)|\.(?! (?:${countedByDot(language).join('|')})(?!\p{L}))) (?=\S)`,
          'gmu',
        )
      : /^ ?(\d{1,3})[.)] (?=\S)/gmu,
    '$1, ',
  ),
  replace(/\*{2,}|\*(?=\S)|(?<=\S)\*(?!\d)|~~|\|\||__/gu, ''),
  replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ''),
  replace(/_+/gu, ' '),
  replace(/^ ?\| ?| ?\| ?$/gmu, ''),
  replace(/ ?\| ?/gu, ', '),
];
