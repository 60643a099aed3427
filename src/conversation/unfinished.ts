import { wordsOf } from './said-words.ts';

/** Words with which no sentence ends, by ISO 639-1 code, as {@link wordsOf} writes them. */
const CONNECTORS: Readonly<Record<string, string>> = {
  en: 'and or but because although if while unless until so the a an my your our their um uh er',
  de: 'und oder aber denn weil obwohl wenn falls wahrend dass ob sowie beziehungsweise zum zur ahm ah',
  fr: 'et mais car parce que lorsque puisque le des du de mon ma mes dans euh heu',
  es: 'y e o u pero porque aunque cuando mientras los las un con por de del al pues entonces',
  it: 'e o ma perche quando se che mentre il lo gli un con per di del ehm',
  pt: 'ou mas porque quando se que enquanto o os um uma com por de do em entao',
  nl: 'en of maar want omdat terwijl de een mijn eh',
};
/** Words that end a sentence as often as not; when the recogniser put a full stop after them, they did. */
const OPEN_WORDS: Readonly<Record<string, string>> = {
  en: 'to of with for from at by as like that which who when her his then',
  de: 'der die das den dem ein eine einen einer mein meine mit von fur zu aus bei also',
  fr: 'ou la les un une a avec pour sur si quand donc',
  es: 'el la una mi tu su si que para en a este',
  it: 'la le i una mio da in a allora',
  pt: 'e a as meu minha para',
  nl: 'het dat als toen met van voor naar op bij',
};
/** "I think so" is whole: after these a "so" stands for a sentence. */
const BEFORE_FINAL_SO: ReadonlySet<string> = new Set(
  'think thought hope hoped guess suppose believe say said told do did does doing is not or ever even'.split(
    ' ',
  ),
);

/** "Hello, Mira." is said before something else; what is shorter than this in words and in letters is no sentence. */
const MIN_SENTENCE_WORDS = 3;
const MIN_SENTENCE_LETTERS = 12;

/** True when a text ends as a whole sentence does: with its mark, and with no word that needs another one. */
export function isComplete(text: string, language: string): boolean {
  if (!/[.?!。？！؟।]["'”’»)\]]*$/u.test(text.trim()) || isUnfinished(text, language)) return false;
  const words = wordsOf(text);
  return words.length >= MIN_SENTENCE_WORDS || words.join('').length >= MIN_SENTENCE_LETTERS;
}

const has = (table: Readonly<Record<string, string>>, language: string, word: string): boolean =>
  table[language]?.split(' ').includes(word) === true;

/**
 * True when a text breaks off: it ends with a word that needs another one, or with dots or a dash.
 * What ends as a question or an exclamation is finished whatever its last word is.
 *
 * @param language - ISO 639-1; in a language that is not known only the marks tell.
 */
export function isUnfinished(text: string, language: string): boolean {
  const trimmed = text.trim().replace(/["'”’»)]+$/u, '');
  if (/[?!？！]$/u.test(trimmed)) return false;
  if (/(?:…|\.{2,}|[,;:،、–—-])$/u.test(trimmed)) return true;
  const words = wordsOf(trimmed);
  const [before, last] = [words.at(-2), words.at(-1)];
  if (last === undefined) return false;
  if (has(OPEN_WORDS, language, last)) return !trimmed.endsWith('.');
  if (!has(CONNECTORS, language, last)) return false;
  return language !== 'en' || last !== 'so' || before === undefined || !BEFORE_FINAL_SO.has(before);
}
