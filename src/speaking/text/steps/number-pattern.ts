import type { LanguageWords } from '../languages/language-words.ts';

/** No letter, digit or mark of a number before a number. */
export const NO_NUMBER_BEFORE = String.raw`(?<![\p{L}\p{N}.,:/])`;
/** The source of a pattern for a number as the language writes it, thousands and decimals included. */
export function numberPattern({ decimal }: LanguageWords): string {
  const [mark, group] = decimal === '.' ? [String.raw`\.`, ','] : [',', String.raw`\.`];
  return String.raw`(?:\d{1,3}(?:${group}\d{3}){1,6}(?!\d)|\d{1,15})(?:${mark}\d{1,12}|${group}\d{1,2}(?!\d))?`;
}

/** The value of what {@link numberPattern} matches. */
export function numberValue(written: string, { decimal }: LanguageWords): number {
  const group = decimal === '.' ? ',' : '.';
  const groups = group === ',' ? /^\d{1,3}(?:,\d{3})+(?!\d)/u : /^\d{1,3}(?:\.\d{3})+(?!\d)/u;
  const plain = groups.test(written) ? written.replaceAll(group, '') : written;
  return Number(plain.replace(',', '.'));
}

/** The whole and the hundredths of an amount; no hundredths unless there are two decimals. */
export function amountParts(written: string): { readonly whole: string; readonly cents: string | undefined } {
  const match = /^(.*)[.,](\d\d)$/u.exec(written);
  return match === null
    ? { whole: written, cents: undefined }
    : { whole: match[1] as string, cents: match[2] };
}
