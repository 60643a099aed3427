import { bareWords } from './bare-words.ts';

/** More would slow the first step and crowd out what is heard. */
export const MAX_PROMPT_TOKENS = 50;

/** With less voice for each word, the words were read off the prompt and not heard. */
const MIN_VOICED_MS_PER_WORD = 120;
const DOUBTFUL_LOG_PROBABILITY = -0.6;

/**
 * The tokens of names and words that are likely to be said, to be put before the text: a plain list, which
 * does not favour a language. As many whole terms as fit into {@link MAX_PROMPT_TOKENS}, the first ones first.
 */
export function promptTokensOf(
  terms: readonly string[],
  toTokens: (text: string) => readonly number[],
): readonly number[] {
  let tokens: readonly number[] = [];
  const taken: string[] = [];
  for (const term of new Set(terms.map((candidate) => candidate.replaceAll(/\s+/gu, ' ').trim()))) {
    if (term === '') continue;
    const longer = toTokens(` ${[...taken, term].join(', ')}.`);
    if (longer.length > MAX_PROMPT_TOKENS) continue;
    taken.push(term);
    tokens = longer;
  }
  return tokens;
}

/** What is known of a text that might be an echo. */
export interface EchoEvidence {
  readonly averageLogProbability: number;
  readonly voicedMs: number;
}

const isRunOf = (part: readonly string[], whole: readonly string[]): boolean =>
  whole.some((_word, at) => part.every((word, offset) => whole[at + offset] === word));

/**
 * Says whether a text only repeats its prompt, as Whisper does when it hears little: it consists of a run of
 * the prompt's words, and either it is doubtful or there was not voice enough to say it. A name alone that
 * was clearly said is no echo.
 */
export function echoesPrompt(text: string, promptText: string, evidence: EchoEvidence): boolean {
  const words = bareWords(text);
  const prompt = bareWords(promptText);
  if (words.length === 0 || prompt.length === 0 || !isRunOf(words, prompt)) return false;
  const isHasty = evidence.voicedMs < words.length * MIN_VOICED_MS_PER_WORD;
  return isHasty || evidence.averageLogProbability < DOUBTFUL_LOG_PROBABILITY;
}
