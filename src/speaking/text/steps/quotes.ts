import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** Quotes go; an apostrophe between letters stays, as a plain one. Feet, inches and minutes lose their sign. */
export const dropQuotes: TextStep = ({ language }) => [
  ...(language.family === 'en' ? [replace(/(?<=\d)['’′](\d{1,2})["”″]/gu, ' foot $1')] : []),
  replace(/[“”„‟«»″「」『』〝〞‹›《》〈〉＂"]/gu, ''),
  replace(/[‘’‚‛′`´ʼ＇]/gu, "'"),
  replace(/(?<![\p{L}\p{N}])'(?!\d0s)|'(?![\p{L}\p{N}])/gu, ''),
];
