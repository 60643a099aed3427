import type { ChatMessage } from './chat-message.ts';
import type { ChosenModel } from './choose-model.ts';
import type { ReplyChunk, ReportedUsage } from './reply-chunk.ts';
import { costUsd } from './tier.ts';

/** What one answer took. */
export interface ChatUsage {
  readonly alias: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  /** The provider did not count (a reply that was stopped, say): the tokens are reckoned from the text. */
  readonly estimated: boolean;
  /** Who says what it cost: the provider's bill, or tokens times the registry's price. */
  readonly costSource: 'provider' | 'registry';
}

/** The usual rule of thumb for English text. */
const CHARACTERS_PER_TOKEN = 4;

const estimateTokens = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN);

/** Adds up one answer. */
export interface UsageMeter {
  add(chunk: ReplyChunk): void;
  /** Undefined when nothing was answered at all. */
  total(): ChatUsage | undefined;
}

/** Starts to count one answer to `messages`. */
export function createUsageMeter(model: ChosenModel, messages: readonly ChatMessage[]): UsageMeter {
  let answered = false;
  let characters = 0;
  let reported: ReportedUsage | undefined;
  return {
    add(chunk) {
      answered = true;
      characters += chunk.content.length + chunk.reasoning.length;
      reported = chunk.usage ?? reported;
    },
    total() {
      if (!answered) return undefined;
      const promptCharacters = messages.reduce((sum, message) => sum + message.content.length, 0);
      const promptTokens = reported?.promptTokens ?? estimateTokens(promptCharacters);
      const completionTokens = reported?.completionTokens ?? estimateTokens(characters);
      return {
        alias: model.alias,
        promptTokens,
        completionTokens,
        costUsd: reported?.costUsd ?? costUsd(model.pricing, promptTokens, completionTokens),
        estimated: reported === undefined,
        costSource: reported?.costUsd === undefined ? 'registry' : 'provider',
      };
    },
  };
}
