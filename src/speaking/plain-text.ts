import { createTextNormalizer } from './text/index.ts';

const normalize = createTextNormalizer();

/** Makes of what a language model wrote what an English voice can say; empty when nothing in it can be spoken. */
export function toPlainText(text: string): string {
  return normalize(text).text;
}
