import { replace, type Rule } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/**
 * While a text is worked on, one sign of Linear B stands for each block of phonemes, so that every step takes
 * it for a word. No voice speaks Linear B; {@link dropInvisible} takes it out of what people write.
 */
const FIRST_SIGN = 0x10080;
const SIGNS = 123;
const BLOCK = /\[\[([^\n[\]]{1,500})\]\]/gu;

/** A text with its blocks of phonemes taken out, and the rule that puts them back. */
export interface ProtectedText {
  readonly hide: Rule;
  readonly restore: Rule;
}

/** Protects up to 123 blocks `[[ … ]]`; what is beyond is read as words. */
export function protectPhonemes(): ProtectedText {
  const blocks: string[] = [];
  return {
    *hide(text) {
      for (const edit of replace(BLOCK, (match) => match[0])(text)) {
        if (blocks.length === SIGNS) return;
        blocks.push(edit.text);
        yield { ...edit, text: String.fromCodePoint(FIRST_SIGN + blocks.length - 1) };
      }
    },
    restore: replace(
      /[\u{10080}-\u{100fa}]/gu,
      ([sign]) => blocks[(sign.codePointAt(0) as number) - FIRST_SIGN] ?? '',
    ),
  };
}

/** Takes out what would be mistaken for a hidden block. */
export const dropLinearB: TextStep = () => [replace(/[\u{10080}-\u{100fa}]/gu, '')];
