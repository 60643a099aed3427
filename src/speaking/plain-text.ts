import { isTitle } from './abbreviations.ts';

/** One thing that is done to a text before it is spoken. */
export type TextStep = (text: string) => string;

/** Removes what cannot be seen: halves of surrogate pairs, control and direction marks, blanks of no width. */
export const dropInvisible: TextStep = (text) =>
  text
    .toWellFormed()
    .replaceAll(/[\ufffd\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .replaceAll(/[^\S\n]+/gu, ' ');

/** Blocks of code are not spoken; code within a line is. */
export const dropCode: TextStep = (text) =>
  text.replaceAll(/```[\s\S]*?(?:```|$)/gu, ' ').replaceAll(/`+/gu, '');

/** Mentions, custom emoji and times are ids that nobody wants to hear; a command is spoken by its name. */
export const dropDiscordMarkup: TextStep = (text) =>
  text
    .replaceAll(/<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|<id:\w+>/gu, '')
    .replaceAll(/<\/([^:>]+):\d+>/gu, '$1')
    .replaceAll(/@(everyone|here)\b/gu, '$1')
    .replaceAll(/(?<![\w:]):[a-z][a-z0-9_+-]*:(?![\w:])/giu, '');

/** A link is spoken by its text, a bare address by its host. */
export const shortenLinks: TextStep = (text) =>
  text
    .replaceAll(/!?\[([^\]\n]{0,300})\]\(\s*<?[^)\s>]*>?(?:\s+"[^"]*")?\s*\)/gu, '$1')
    .replaceAll(/<?\bhttps?:\/\/(?:www\.)?([^\s/?#:>]+)[^\s>]*?(?=[.,;:!?)\]"']*(?:>|\s|$))>?/giu, '$1');

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Takes the marks of Markdown and HTML away and leaves the words; a list's number is read with a pause. */
export const dropMarkdown: TextStep = (text) =>
  text
    .replaceAll(/<\/?[a-z][^<>\n]*>/giu, '')
    .replaceAll(/&(amp|lt|gt|quot|apos|nbsp);/gu, (_whole, name: string) => ENTITIES[name] as string)
    .replaceAll(/\\[*_~|]|\\(?=[!-/:-@[-`{-~])/gu, '')
    .replaceAll(/^ ?(?:(?:[-*_=] ?){3,}|\|?(?: ?:?-+:? ?\|)+ ?:?-*:?) ?$/gmu, '')
    .replaceAll(/^ ?(?:#{1,6}|-#|>{1,3}|[-*+•]) (?:\[[ xX]\] )?/gmu, '')
    .replaceAll(/^ ?(\d{1,3})[.)] /gmu, '$1, ')
    .replaceAll(/\*{2,}|\*(?=\S)|(?<=\S)\*|~~|\|\||__/gu, '')
    .replaceAll(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')
    .replaceAll(/^ ?\| ?| ?\| ?$/gmu, '')
    .replaceAll(/ ?\| ?/gu, ', ');

/** Emoji and the commonest faces made of marks go, with all that modifies them; a keycap's digit stays. */
export const dropEmoji: TextStep = (text) =>
  text
    .replaceAll(/(?<!\S)(?:[:;=][-'o]?[()[\]DPpOo3|/\\*]+|<\/?3+)(?=[\s.,!?]|$)/gu, '')
    .replaceAll(/([0-9#*])\ufe0f?\u20e3/gu, '$1')
    .replaceAll(
      /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u{e0020}-\u{e007f}]/gu,
      ' ',
    )
    .replaceAll(/[\ufe0e\ufe0f]|(?<= )\u200d|\u200d(?= |$)/gu, '');

/** Quotes go; an apostrophe between letters stays, as a plain one. */
export const dropQuotes: TextStep = (text) =>
  text
    .replaceAll(/[“”„‟«»″「」『』"]/gu, '')
    .replaceAll(/[‘’‚‛′`´]/gu, "'")
    .replaceAll(/(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])/gu, '');

/** An ellipsis ends a sentence before a capital or the end, else it is a pause; espeak would glue the words. */
export const plainEllipses: TextStep = (text) =>
  text.replaceAll(/ ?(?:\.\.|…)[.…]*/gu, (dots, at: number) => {
    const after = text.slice(at + dots.length, at + dots.length + 8);
    if (/^[?!]/u.test(after)) return '';
    return /^\s*(?:$|\p{Lu})/u.test(after) ? '. ' : ', ';
  });

/** Dashes that stand between words become commas; those within words and numbers stay, as hyphens. */
export const plainDashes: TextStep = (text) =>
  text.replaceAll(/\s*(?:—|―|--+)\s*|\s+[-–‒]\s+/gu, ', ').replaceAll(/[–‒‐‑−]/gu, '-');

const FULL_WIDTH: Readonly<Record<string, string>> = {
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
};

/** Marks of Chinese and Japanese become those that espeak knows, with the space that it needs. */
export const plainFullWidthMarks: TextStep = (text) =>
  text.replaceAll(/[。．｡，、､？！：；]/gu, (mark) => FULL_WIDTH[mark] as string);

/** What stands in brackets is spoken between pauses, but "dog(s)" is one word. */
export const plainBrackets: TextStep = (text) =>
  text
    .replaceAll(/(?<=\p{L})[([](\p{L}{1,3})[)\]]/gu, '$1')
    .replaceAll(/\s*[([{（【][\s([{]*/gu, ', ')
    .replaceAll(/[)\]}）】][\s)\]}]*/gu, ', ');

/** Titles, initials and "vs." lose the dot that espeak takes for the end of a sentence. */
export const plainAbbreviations: TextStep = (text) =>
  text
    .replaceAll(/\bvs\.(?=\s)/giu, 'versus')
    .replaceAll(/\b(e\.g|i\.e)\.(?=\s+\p{Lu})/giu, '$1')
    .replaceAll(/\b(\p{L}{2,4})\.(?=\s+\p{L})/gu, (whole, word: string) => (isTitle(word) ? word : whole))
    .replaceAll(/\b((?!I\b)\p{Lu})\.(?=\s+\p{Lu})/gu, '$1');

/** Every line and the whole text end with a mark; lines become sentences of one line. */
export const joinLines: TextStep = (text) =>
  text
    .split(/\n+/u)
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line))
    .map((line) => (/[.,;:!?،؛؟।]$/u.test(line) ? line : `${line}.`))
    .join(' ');

/** One mark where several stand, the strongest; no space before it, none at the start, single spaces. */
export const tidyMarks: TextStep = (text) => {
  const spaced = text.replaceAll(/\s+/gu, ' ');
  return spaced
    .replaceAll(/ ?[.,;:!?](?: ?[.,;:!?])*/gu, (marks, at: number) => {
      const next = spaced[at + marks.length];
      return next === undefined || next === ' ' ? strongest(marks) : marks;
    })
    .replace(/^[ .,;:!?]+(?= )/u, '')
    .trim();
};

function strongest(marks: string): string {
  return Array.from('?!.:;,').find((mark) => marks.includes(mark)) as string;
}

const STEPS: readonly TextStep[] = [
  dropInvisible,
  dropCode,
  dropDiscordMarkup,
  shortenLinks,
  dropMarkdown,
  dropEmoji,
  plainFullWidthMarks,
  plainEllipses,
  plainDashes,
  dropQuotes,
  plainBrackets,
  plainAbbreviations,
  joinLines,
  tidyMarks,
];

/**
 * Makes of what a language model wrote what a voice can say: no markup, no emoji, marks that espeak-ng
 * reads rightly. Empty when nothing in it can be spoken, such as a lone emoji or a block of code.
 */
export function toPlainText(text: string): string {
  const plain = STEPS.reduce((current, step) => step(current), text);
  return /[\p{L}\p{N}]/u.test(plain) ? plain : '';
}
