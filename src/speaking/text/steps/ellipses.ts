import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** An ellipsis ends a sentence before a capital or the end, else it is a pause; espeak-ng would glue the words. */
export const plainEllipses: TextStep = () => [
  replace(/ ?(?:\.\.|…)[.…]*/gu, ({ 0: dots, index, input }) => {
    const after = input.slice(index + dots.length, index + dots.length + 8);
    if (/^[?!]/u.test(after)) return '';
    return /^\s*(?:$|\p{Lu})/u.test(after) ? '. ' : ', ';
  }),
];
