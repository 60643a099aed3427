import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** "Sooooo" and "hahahahaha" are drawn out a little, not as far as they are written. */
export const shortenRepeats: TextStep = ({ language }) => [
  // German compounds have three of a letter ("Schifffahrt"); "www" and Roman numbers are no drawn-out words.
  language.family === 'de'
    ? replace(/((?![IVXCMwW])\p{L})\1{3,}/gu, '$1$1')
    : replace(/((?![IVXCMwW])\p{L})\1{2,}/gu, '$1$1'),
  replace(/(?<=\p{Ll})([ivxcmw])\1{2,}/gu, '$1$1'),
  replace(/(\p{L}{2,3}?)\1{3,}/gu, '$1$1$1'),
];
