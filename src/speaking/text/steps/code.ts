import { replace, type Rule } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

const FENCE = '```';

/** From fence to fence, or to the end when the last one is never closed. */
const fences: Rule = function* findFences(text) {
  let start = text.indexOf(FENCE);
  while (start >= 0) {
    const close = text.indexOf(FENCE, start + FENCE.length);
    const end = close < 0 ? text.length : close + FENCE.length;
    yield { start, end, text: ' ' };
    start = text.indexOf(FENCE, end);
  }
};

/** Blocks of code are not spoken; code within a line is. */
export const dropCode: TextStep = () => [fences, replace(/`+/gu, '')];
