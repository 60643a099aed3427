import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** Marks at which every language pauses as espeak-ng reads it. */
const MARK = '.,;:!?،؛؟।';

/** Every line and the whole text end with a mark; lines become sentences of one line. */
export const joinLines: TextStep = () => [
  replace(/^[^\p{L}\p{N}\n]+$/gmu, ''),
  replace(/ +$/gmu, ''),
  replace(new RegExp(String.raw`(?<=[^${MARK}\s])(?=\n|$)`, 'gu'), '.'),
  replace(/\n+/gu, ' '),
];

/** One mark where several stand, the strongest; no space before it, none at the start, single spaces. */
export const tidyMarks: TextStep = () => [
  replace(/\s{2,}|[^\S ]/gu, ' '),
  replace(/ ?[.,;:!?](?: ?[.,;:!?])*/gu, ({ 0: marks, index, input }) => {
    const next = input[index + marks.length];
    return next === undefined || next === ' ' ? strongest(marks) : marks;
  }),
  replace(/^[ .,;:!?،؛؟।-]+(?= )|^[ ,;:!?،؛؟।]+/gu, ''),
  replace(/^ +| +$/gu, ''),
];

function strongest(marks: string): string {
  return Array.from('?!.:;,').find((mark) => marks.includes(mark)) as string;
}
