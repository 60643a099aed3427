const RUNS =
  /(?<latin>[\p{Script=Latin}\p{M}]+)|(?<signs>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+)|(?<letters>[\p{L}\p{M}]+)|(?<digits>\p{N}+)|(?<lines>\s*\n\s*)|(?<spaces>\s+)|(?<ascii>[!-~])|(?<rest>[^])/gu;

/** How many tokens a run of each kind makes, by its length in UTF-16 units. */
const TOKENS: Readonly<Record<string, (length: number) => number>> = {
  latin: (length) => Math.ceil(length / 5),
  signs: (length) => Math.ceil(length * 0.9),
  letters: (length) => Math.ceil(length / 2),
  digits: (length) => Math.ceil(length / 3),
  lines: () => 1,
  // A space belongs to the word that follows.
  spaces: () => 0,
  ascii: () => 1,
  rest: () => 2,
};

/**
 * Reckons how many tokens a text makes for a model whose tokenizer is not known.
 *
 * The divisors were fitted to the vocabulary `o200k_base` on prose in Latin, Cyrillic, Arabic, Chinese and
 * Japanese script; today's vocabularies of 128 000 tokens and more differ from it by some ten per cent.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const { 0: run, groups = {} } of text.matchAll(RUNS)) {
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'rest';
    tokens += TOKENS[kind]?.(run.length) ?? 0;
  }
  return tokens;
}
