import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

const MARKS: Readonly<Record<string, string>> = {
  '。': '. ',
  '．': '. ',
  '｡': '. ',
  '，': ', ',
  '、': ', ',
  '､': ', ',
  '？': '? ',
  '！': '! ',
  '：': ': ',
  '；': '; ',
  '・': ' ',
  '～': ' ',
};

/** Marks, digits and letters of Chinese and Japanese become those that espeak-ng knows, marks with a space. */
export const plainFullWidth: TextStep = () => [
  replace(/(?<=\p{N})[．，：](?=\p{N})/gu, ([mark]) => (MARKS[mark] as string).trim()),
  replace(/[。．｡，、､？！：；・～]/gu, ([mark]) => MARKS[mark] as string),
  replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a％＋＝＆＠＃＄]|[\u2080-\u2089]/gu, ([mark]) =>
    mark.normalize('NFKC'),
  ),
  // The upright signs of Arabic and Persian digits are read by espeak-ng as they are.
  replace(/\u3000/gu, ' '),
];
