import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** Quotes go; an apostrophe between letters stays, as a plain one. Feet, inches and minutes lose their sign. */
export const dropQuotes: TextStep = () => [
  replace(/[“”„‟«»″「」『』〝〞‹›《》〈〉＂"]/gu, ''),
  replace(/[‘’‚‛′`´ʼ＇]/gu, "'"),
  replace(/(?<![\p{L}\p{N}])'(?!\d0s)|'(?![\p{L}\p{N}])/gu, ''),
];
