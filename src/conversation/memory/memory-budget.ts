import { exchangeMessages } from './memory-messages.ts';
import type { Exchange, MemoryContent } from './remark.ts';

/** Says how many tokens a text is for the model in use. */
export type CountTokens = (text: string) => number;

/** How much a conversation remembers. */
export interface MemoryOptions {
  /** What the summary and the exchanges may take of every prompt, in tokens. @defaultValue 4000 */
  readonly budgetTokens: number;
  /** The last exchanges that are never summarised. @defaultValue 6 */
  readonly wholeExchanges: number;
}

export const DEFAULT_MEMORY: MemoryOptions = { budgetTokens: 4000, wholeExchanges: 6 };

/** A memory that has grown to this share of its budget is summarised. */
const FULL_FROM = 0.8;
/** What stays word by word after that, as a share of the budget: the next summary is some time off. */
const KEPT_SHARE = 0.4;
/** What the role and the marks around a message cost, in tokens. */
const TOKENS_PER_MESSAGE = 4;

/** What an exchange costs in a prompt, in tokens. */
export function exchangeTokens(exchange: Exchange, count: CountTokens): number {
  return exchangeMessages([exchange]).reduce(
    (sum, { content }) => sum + count(content) + TOKENS_PER_MESSAGE,
    0,
  );
}

/** The last exchanges that fit into the budget beside the summary, the oldest first. */
export function exchangesThatFit(
  { summary, exchanges }: MemoryContent,
  options: MemoryOptions,
  count: CountTokens,
): readonly Exchange[] {
  const leftTokens = options.budgetTokens - (summary ? count(summary.text) : 0);
  return exchanges.slice(exchanges.length - lastWithin(exchanges, leftTokens, count));
}

/**
 * The oldest exchanges, which are to be summarised now; none while the memory has room. The last ones stay
 * whole, however long they are.
 */
export function exchangesToSummarise(
  { summary, exchanges }: MemoryContent,
  options: MemoryOptions,
  count: CountTokens,
): readonly Exchange[] {
  const { budgetTokens, wholeExchanges } = options;
  const summaryTokens = summary ? count(summary.text) : 0;
  const tokens = exchanges.reduce((sum, exchange) => sum + exchangeTokens(exchange, count), summaryTokens);
  if (tokens < budgetTokens * FULL_FROM) return [];
  const kept = Math.max(wholeExchanges, lastWithin(exchanges, budgetTokens * KEPT_SHARE, count));
  return exchanges.slice(0, Math.max(0, exchanges.length - kept));
}

/** How many of the last exchanges fit into so many tokens. */
function lastWithin(exchanges: readonly Exchange[], tokens: number, count: CountTokens): number {
  let leftTokens = tokens;
  let fitting = 0;
  for (const exchange of exchanges.toReversed()) {
    leftTokens -= exchangeTokens(exchange, count);
    if (leftTokens < 0) break;
    fitting += 1;
  }
  return fitting;
}
