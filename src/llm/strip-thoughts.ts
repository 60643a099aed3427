/** Takes a model's text in pieces and gives back what is meant to be spoken. */
export interface ThoughtStripper {
  /** The next piece; returns what can be spoken so far, often nothing. */
  push(text: string): string;
  /** The text has ended: returns what was held back because it might have become a tag. */
  end(): string;
}

const OPENING = ['<think>', '<thinking>'];
const CLOSING = ['</think>', '</thinking>'];
const ALL = [...OPENING, ...CLOSING];

interface Found {
  readonly tag: string;
  readonly at: number;
}

function firstTag(lowerCase: string, tags: readonly string[]): Found | undefined {
  let found: Found | undefined;
  for (const tag of tags) {
    const at = lowerCase.indexOf(tag);
    if (at >= 0 && (found === undefined || at < found.at)) found = { tag, at };
  }
  return found;
}

/** Where the longest ending of the text starts that could still become a tag; the length if there is none. */
function heldFrom(lowerCase: string, tags: readonly string[]): number {
  const longest = Math.max(...tags.map((tag) => tag.length)) - 1;
  for (let at = Math.max(0, lowerCase.length - longest); at < lowerCase.length; at += 1) {
    const ending = lowerCase.slice(at);
    if (tags.some((tag) => tag.startsWith(ending))) return at;
  }
  return lowerCase.length;
}

/**
 * Leaves out `<think>…</think>` and `<thinking>…</thinking>` as reasoning models write them, however the
 * text is cut into pieces. A thought that is never closed is left out to the end; a closing tag without
 * an opening one is left out alone. White space before the first spoken word goes, too.
 */
export function createThoughtStripper(): ThoughtStripper {
  let pending = '';
  let thinking = false;
  let started = false;

  function spoken(text: string): string {
    const ready = started ? text : text.trimStart();
    if (ready !== '') started = true;
    return ready;
  }

  return {
    push(text) {
      pending += text;
      let out = '';
      for (;;) {
        // Only ASCII is folded, so that positions stay those of the text.
        const lowerCase = pending.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());
        const tags = thinking ? CLOSING : ALL;
        const found = firstTag(lowerCase, tags);
        const until = found?.at ?? heldFrom(lowerCase, tags);
        if (!thinking) out += pending.slice(0, until);
        if (found === undefined) {
          pending = pending.slice(until);
          return spoken(out);
        }
        pending = pending.slice(until + found.tag.length);
        thinking = OPENING.includes(found.tag);
      }
    },
    end() {
      const rest = thinking ? '' : pending;
      pending = '';
      return spoken(rest);
    },
  };
}
