/** Tokens that each part of a prompt may take. */
export interface PromptBudgets {
  /** The whole prompt. */
  readonly total: number;
  readonly persona: number;
  readonly examples: number;
  readonly lore: number;
  readonly summary: number;
  readonly people: number;
}

/** Of a model that does not tell how much it reads. */
const DEFAULT_CONTEXT_TOKENS = 8192;
/** What is left for the answer, and for what a tokenizer's estimate may miss. */
const ANSWER_SHARE = 0.15;
/** More than this makes each turn slow and dear, however much the model could read. */
const MAX = { persona: 4000, examples: 1000, lore: 1500, summary: 1000, people: 200 } as const;

/** How much of a context of `contextTokens` each part may take. */
export function promptBudgets(contextTokens: number = DEFAULT_CONTEXT_TOKENS): PromptBudgets {
  const total = Math.floor(contextTokens * (1 - ANSWER_SHARE));
  const share = (part: number, most: number): number => Math.min(most, Math.floor(total * part));
  return {
    total,
    persona: share(0.3, MAX.persona),
    examples: share(0.08, MAX.examples),
    lore: share(0.1, MAX.lore),
    summary: share(0.1, MAX.summary),
    people: share(0.02, MAX.people),
  };
}
