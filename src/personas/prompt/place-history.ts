import type { FoundLore } from '../lore/find-lore.ts';
import type { CountTokens } from './fit.ts';
import type { PromptMessage } from './build-prompt.ts';

/** What stands after the system message. */
export interface HistoryInput {
  readonly history: readonly PromptMessage[];
  readonly incoming: readonly PromptMessage[];
  readonly lore: readonly FoundLore[];
  readonly maxTokens: number;
  readonly countTokens: CountTokens;
}

/** What a message takes beside its words. */
const MESSAGE_TOKENS = 4;

/** The conversation with lore in its places; the oldest messages go when it is too long. */
export function placeHistory(input: HistoryInput): {
  readonly messages: readonly PromptMessage[];
  readonly wasCut: boolean;
} {
  const cost = ({ content }: PromptMessage): number => input.countTokens(content) + MESSAGE_TOKENS;
  const deep = input.lore.flatMap(({ text, place }) =>
    place.kind === 'depth' ? [{ depth: place.depth, message: { role: place.role, content: text } }] : [],
  );
  let left =
    input.maxTokens -
    [...input.incoming, ...deep.map(({ message }) => message)].reduce(
      (sum, message) => sum + cost(message),
      0,
    );
  let first = input.history.length;
  while (first > 0) {
    const message = input.history[first - 1];
    left -= message ? cost(message) : 0;
    if (left < 0) break;
    first -= 1;
  }
  const messages: PromptMessage[] = [...input.history.slice(first), ...input.incoming];
  // The deepest first: what is put in before a place does not change how far that is from the end.
  for (const { depth, message } of deep.toSorted((one, other) => other.depth - one.depth)) {
    messages.splice(Math.max(0, messages.length - depth), 0, message);
  }
  return { messages, wasCut: first > 0 };
}
