/** Reads text character by character, with one character that can be given back. */
export interface ClauseReader {
  /** True when nothing is left, the end of the text itself included. */
  atEnd(): boolean;
  /** True when all was read, although the last character may have been given back. */
  isExhausted(): boolean;
  /** The next code point; 0 once at the end of the text. */
  read(): number;
  unread(code: number): void;
  /** The code point after the one that was given back. */
  peek(): number;
  /** Where the next character stands in the text, in UTF-16 units. */
  position(): number;
}

/** The end of the text counts as a character of its own: espeak-ng reads strings of C. */
const END_OF_TEXT = 0;

export function createClauseReader(text: string): ClauseReader {
  let at = 0;
  let lastWidth = 0;
  let given = END_OF_TEXT;
  const codeAt = (position: number): number => text.codePointAt(position) ?? END_OF_TEXT;
  return {
    atEnd: () => given === END_OF_TEXT && at > text.length,
    isExhausted: () => at > text.length,
    read() {
      if (given !== END_OF_TEXT) {
        const code = given;
        given = END_OF_TEXT;
        return code;
      }
      const code = codeAt(at);
      lastWidth = code > 0xff_ff ? 2 : 1;
      at += lastWidth;
      return code;
    },
    unread(code) {
      given = code;
    },
    peek: () => codeAt(at),
    position: () => (given === END_OF_TEXT || at > text.length ? Math.min(at, text.length) : at - lastWidth),
  };
}
