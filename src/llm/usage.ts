import type { ChatMessage } from './chat-message.ts';
import type { ChosenModel } from './chosen-model.ts';
import { countPromptTokens, countTokens } from './count-tokens.ts';
import type { ReplyChunk, ReportedUsage } from './reply-chunk.ts';
import { costUsd } from './tier.ts';

/** How an answer ended: as a whole, stopped by us, thrown away before anybody heard it, or broken. */
export type AnswerOutcome = 'complete' | 'stopped' | 'discarded' | 'failed';

/** What one answer took. */
export interface ChatUsage {
  readonly alias: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  /** The provider did not count (a reply that was stopped, say): the tokens are reckoned from the text. */
  readonly estimated: boolean;
  /** Who says what it cost: the provider's bill, or tokens times the price. */
  readonly costSource: 'provider' | 'registry';
  readonly outcome: AnswerOutcome;
  /** Who ran the model, where the provider is a broker that tells it. */
  readonly servedBy?: string;
}

/** Adds up one answer. */
export interface UsageMeter {
  /** The request may have been worked on, so that its prompt counts even if nothing comes of it. */
  reached(): void;
  add(chunk: ReplyChunk): void;
  /** Undefined when the request was refused or did not arrive: it costs nothing then. */
  total(outcome: AnswerOutcome): ChatUsage | undefined;
}

/** Starts to count one answer to `messages`. */
export function createUsageMeter(model: ChosenModel, messages: readonly ChatMessage[]): UsageMeter {
  let isReached = false;
  let said = '';
  let reported: ReportedUsage | undefined;
  let servedBy: string | undefined;
  return {
    reached() {
      isReached = true;
    },
    add(chunk) {
      isReached = true;
      said += chunk.content + chunk.reasoning;
      reported = chunk.usage ?? reported;
      servedBy = chunk.servedBy ?? servedBy;
    },
    total(outcome) {
      if (!isReached) return undefined;
      const promptTokens = reported?.promptTokens ?? countPromptTokens(model, messages).tokens;
      const completionTokens = reported?.completionTokens ?? countTokens(model, said).tokens;
      return {
        alias: model.alias,
        promptTokens,
        completionTokens,
        costUsd: reported?.costUsd ?? costUsd(model.pricing, promptTokens, completionTokens),
        estimated: reported === undefined,
        costSource: reported?.costUsd === undefined ? 'registry' : 'provider',
        outcome,
        ...(servedBy !== undefined && { servedBy }),
      };
    },
  };
}
