/** A stretch of a text, given in UTF-16 units, and what takes its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Finds what is to change in a text: edits in order, none overlapping another. Pure, and never slower than linear. */
export type Rule = (text: string) => Iterable<Edit>;

/** What stands for a match: a text in which `$1` is the first group, or a function of the match. */
export type Replacement = string | ((match: RegExpExecArray) => string);

/**
 * A rule that replaces every match of a pattern.
 *
 * @param pattern with the flag `g`.
 */
export function replace(pattern: RegExp, replacement: Replacement): Rule {
  const write =
    typeof replacement === 'function'
      ? replacement
      : (match: RegExpExecArray): string =>
          replacement.replaceAll(/\$(\d)/gu, (_whole, group: string) => match[Number(group)] ?? '');
  return function* findMatches(text) {
    for (const match of text.matchAll(pattern)) {
      yield { start: match.index, end: match.index + match[0].length, text: write(match) };
    }
  };
}
