/** A text as it is compared: lower case, no punctuation, one space between words. */
export function comparableWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replaceAll(/[’']/gu, "'")
    .replaceAll(/[^\p{L}\p{N}'\s]/gu, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** Edits (Levenshtein, in words) that make `heard` into `said`, and the words of `said`. */
export function wordErrors(said: string, heard: string): { readonly errors: number; readonly words: number } {
  const wanted = comparableWords(said);
  const got = comparableWords(heard);
  let row = Array.from({ length: got.length + 1 }, (_, index) => index);
  for (const [index, word] of wanted.entries()) {
    const next = [index + 1];
    for (const [column, other] of got.entries()) {
      const substituted = (row[column] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return { errors: row[got.length] ?? 0, words: wanted.length };
}

/** Word error rate over pairs of texts: all edits over all words that were said. */
export function wordErrorRate(pairs: readonly { readonly said: string; readonly heard: string }[]): number {
  const counts = pairs.map(({ said, heard }) => wordErrors(said, heard));
  const words = counts.reduce((sum, count) => sum + count.words, 0);
  const errors = counts.reduce((sum, count) => sum + count.errors, 0);
  return words === 0 ? Number(errors > 0) : errors / words;
}
