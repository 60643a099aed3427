/**
 * What somebody searches for as a query of FTS5: every word is quoted, so that nothing in it is an operator; a
 * star at the end of a single word stands for the rest of it.
 *
 * @returns undefined when there is no letter or digit to search for.
 */
export function wordsMatch(value: string, isQuoted: boolean): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(value)) return undefined;
  const isPrefix = !isQuoted && value.endsWith('*');
  // FTS5 takes a NUL for the end of the query.
  const phrase = (isPrefix ? value.slice(0, -1) : value).replaceAll('"', '""').replaceAll('\0', ' ');
  return `"${phrase}"${isPrefix ? ' *' : ''}`;
}
