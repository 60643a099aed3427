import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/**
 * Leaves out what no voice can say: signs that no step has turned into words. Languages without a table of
 * words keep the signs whose names espeak-ng knows in them.
 */
export const keepSpeakable: TextStep = ({ words }) => {
  const signs = words === undefined ? '%&+=@°€$£' : '';
  return [
    replace(/\/(?=\S)|(?<=\S)\//gu, ' '),
    replace(new RegExp(String.raw`[^\p{L}\p{M}\p{N}\s.,;:!?،؛؟।۔።'\-\u200c\u200d¡¿${signs}]+`, 'gu'), ' '),
    // A hyphen within a word, or before a number that espeak-ng reads as negative.
    replace(/-+(?![\p{L}\p{M}\p{N}])|(?<![\p{L}\p{M}\p{N}\s])-+|-{2,}/gu, ' '),
    replace(/(?<=\s|^)-+(?!\d)/gu, ''),
  ];
};
