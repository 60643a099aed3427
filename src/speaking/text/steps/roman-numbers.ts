import { replace } from '../edit.ts';
import { romanValue } from '../languages/roman.ts';
import type { TextStep } from '../speech-context.ts';
import { wordBefore } from './dates.ts';

/**
 * Roman numbers of two to six letters I, V and X become words or digits: those with other letters are mostly
 * something else ("MIX", "CD"). One letter counts behind a word such as "Chapter" only.
 */
export const readRomanNumbers: TextStep = ({ words, language }) => {
  const roman = words?.roman;
  if (roman === undefined) return [];
  const say = (match: RegExpExecArray): string => roman(romanValue(match[1] as string), wordBefore(match));
  const notRoman = language.family === 'en' ? String.raw`(?!(?:XX|XXX)(?!\p{L}))` : '';
  return [
    replace(
      new RegExp(
        String.raw`(?<![\p{L}\p{N}.'-])${notRoman}(X{0,3}(?:IX|IV|V?I{1,3}|V)|XX|XXX)(?<=[IVX]{2})(?![\p{L}\p{N}'-])`,
        'gu',
      ),
      say,
    ),
    replace(
      /(?<=(?<!\p{L})(?:[Cc]hapter|[Pp]art|[Aa]ct|[Vv]olume|[Pp]hase|[Tt]ype|Kapitel|Teil|[Cc]hapitre|[Hh]oofdstuk|[Rr]ozdział|[Гг]лава) )([IVX])(?![\p{L}\p{N}'.-])/gu,
      say,
    ),
  ];
};
