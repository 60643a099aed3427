import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** "555-1234" as "5 5 5, 1 2 3 4". */
function digitByDigit(written: string): string {
  return (written.match(/\d+/gu) ?? []).map((group) => Array.from(group).join(' ')).join(', ');
}

/** In groups of three, so that a long number can be followed. */
function inGroups(digits: string): string {
  return (digits.match(/\d{1,3}/gu) ?? []).map((group) => Array.from(group).join(' ')).join(', ');
}

/** Thousands are joined into numbers that espeak-ng reads whole; telephone numbers and ids are read by digits. */
export const readDigits: TextStep = ({ words }) => [
  replace(
    /(?<![\p{L}\p{N}])\+(\d{1,3}[ -]?(?:\(\d{1,4}\)[ -]?)?\d{2,5}(?:[ /-]?\d{2,5}){1,5})(?![\p{L}\p{N}])/gu,
    ({ 1: written = '' }) => `${words?.signs['+'] ?? ''} ${digitByDigit(written)}`.trim(),
  ),
  replace(
    /(?<![\p{L}\p{N}.,(-])(?:\d-)?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\p{L}\p{N}])/gu,
    ({ 0: written }) => digitByDigit(written),
  ),
  replace(/(?<![\p{L}\p{N}.,(-])\d{3}-\d{3}[1-9](?![\p{L}\p{N}-])/gu, ({ 0: written }) =>
    digitByDigit(written),
  ),
  replace(/(?<![\p{L}\p{N}.,-]|\d )0\d(?: \d\d){4}(?! ?\d)/gu, ({ 0: written }) => digitByDigit(written)),
  replace(
    /(?<![\p{L}\p{N}.,-]|\d )0\d{2,4}[ /-]\d{3,8}(?:[ -]\d{2,5})?(?![\p{L}\p{N}]|[.,]\d)/gu,
    ({ 0: written }) => digitByDigit(written),
  ),
  replace(/(?<![\p{L}\p{N}.,])(?:0\d{3,}|\d{11,})(?![\p{L}\p{N}]|[.,]\d)/gu, ({ 0: digits }) =>
    inGroups(digits),
  ),
  // Groups of three that cannot be decimals.
  replace(/(?<=\d)'(?=\d{3}(?!\d))/gu, ''),
  replace(/(?<![\p{L}\p{N}.,])\d{1,3}(?:,\d{3}){2,6}(?![\p{N}]|,\d)/gu, ({ 0: written }) =>
    written.replaceAll(',', ''),
  ),
  replace(/(?<![\p{L}\p{N}.,])\d{1,3}(?:\.\d{3}){2,6}(?![\p{N}]|\.\d)/gu, ({ 0: written }) =>
    written.replaceAll('.', ''),
  ),
  ...(words?.spaceGroups === true
    ? [
        replace(
          /(?<![\p{L}\p{N}.,:/-]|\d )([1-9]\d{0,2})((?: \d{3}){1,5})(?![\p{L}\p{N}]| \d)/gu,
          ({ 0: written }) => written.replaceAll(' ', ''),
        ),
      ]
    : []),
];
