import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** What stands in brackets is spoken between pauses, but "dog(s)" is one word. */
export const plainBrackets: TextStep = () => [
  replace(/(?<=\p{L})[([](\p{L}{1,3})[)\]]/gu, '$1'),
  replace(/\s?[([{（【〔〖][\s([{（【〔〖]*/gu, ', '),
  replace(/[)\]}）】〕〗][\s)\]}）】〕〗]*(?=\n|$)/gu, ''),
  replace(/[)\]}）】〕〗][\s)\]}）】〕〗]*/gu, ', '),
];
