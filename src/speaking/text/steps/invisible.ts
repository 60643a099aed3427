import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/**
 * Removes what cannot be seen: halves of surrogate pairs, control and direction marks, blanks of no width.
 * The joiners of Indic and Persian words stay.
 */
export const dropInvisible: TextStep = () => [
  replace(/\p{Cs}/gu, ''),
  replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n'),
  replace(
    /[\ufffd\u00ad\u061c\u180e\u200b\u2060-\u2064\ufeff\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\p{Co}]/gu,
    '',
  ),
  // Blanks that hold the thousands of one number together.
  replace(/(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))/gu, ''),
  replace(/[^\P{Cc}\n]/gu, ' '),
  replace(/[^\S\n]{2,}|[^\S\n ]/gu, ' '),
];
