import emojiRegex from 'emoji-regex';

import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** The commonest faces made of marks, and Discord's names of emoji in colons. */
export const dropFaces: TextStep = () => [
  replace(/¯\\?_?\\?\(ツ\)_?\\?\/¯/gu, ''),
  replace(/(?<!\S)(?:[:;=][-'o^]?[()[\]DPpOo3|/\\*]{1,9}|<\/?3{1,9}|[xX]D{1,9})(?=[\s.,!?]|$)/gu, ''),
  replace(
    /(?<!\S)(?:\^[_.-]{0,3}\^|[Tt][_.]{1,3}[Tt]|>[_.]{1,3}<|[oO0][_.]{1,3}[oO0]|-[_.]{1,3}-|;[_-]{1,3};|u[wv]u|UwU|OwO)(?=[\s.,!?]|$)/gu,
    '',
  ),
  // Faces in brackets hold a sign that words do not.
  replace(
    /[(（ʕ][^()（）\n]{0,12}[°□◕‿ωツʘ益皿ಠ╥﹏⌒▽∀・ε•ᴗ◉╯︶˘♡◡⊙][^()（）\n]{0,12}[)）ʔ][^\s\p{L}\p{N}]{0,6}/gu,
    ' ',
  ),
  replace(/(?<![\w:]):[a-z][a-z0-9_+-]{1,40}:(?![\w:])/giu, ''),
];

/** Emoji go, with all that modifies them; a keycap's digit stays. */
export const dropEmoji: TextStep = () => [
  replace(/([0-9#*])\ufe0f?\u20e3/gu, '$1'),
  replace(/[©®™]\ufe0f?/gu, ''),
  replace(emojiRegex(), ' '),
  replace(/[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u{e0020}-\u{e007f}]/gu, ' '),
  replace(/[\ufe0e\ufe0f]|(?<= )\u200d|\u200d(?= |$)/gu, ''),
];
