import { UserError } from '#core';

/** A line divided into words. */
export interface CommandLine {
  readonly words: readonly string[];
  /** The line ended with `&`: the next one does not wait for it. */
  readonly background: boolean;
}

/**
 * Divides a line into words at spaces; quotes keep spaces, also in the middle of a word.
 *
 * @throws UserError LOOPBACK_USAGE when a quote is not closed.
 */
export function parseLine(line: string): CommandLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const character of line.trim()) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word = (word ?? '') + character;
    } else if (character === '"' || (character === "'" && word === undefined)) {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) throw usage(`A quote (${quote}) is not closed.`);
  if (word !== undefined) words.push(word);
  const background = words.at(-1) === '&';
  return { words: background ? words.slice(0, -1) : words, background };
}

/** What a person typed and what cannot be done. */
export function usage(message: string): UserError {
  return new UserError('LOOPBACK_USAGE', { message });
}
