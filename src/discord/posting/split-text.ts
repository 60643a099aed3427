/** Discord takes no longer message. */
export const MAX_MESSAGE_CHARACTERS = 2000;

/** Where a text is cut, the best first: after a paragraph, a line, a sentence, a word. */
const CUTS = [/\n\n/gu, /\n/gu, /[.!?…。！？]\s/gu, /\s/gu];

/** A text in parts that fit into messages, each cut where it hurts least and at least half full. */
export function splitText(text: string, maxCharacters = MAX_MESSAGE_CHARACTERS): readonly string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > maxCharacters) {
    const end = cutAt(rest.slice(0, maxCharacters + 1), maxCharacters);
    parts.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

function cutAt(head: string, maxCharacters: number): number {
  for (const cut of CUTS) {
    const last = [...head.matchAll(cut)].at(-1);
    const end = last === undefined ? 0 : last.index + (last[0].trim() === '' ? 0 : 1);
    if (end >= maxCharacters / 2) return end;
  }
  // A surrogate pair is one character.
  return /[\uD800-\uDBFF]/u.test(head[maxCharacters - 1] ?? '') ? maxCharacters - 1 : maxCharacters;
}
