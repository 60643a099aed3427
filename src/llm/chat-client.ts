import { AppError, sleep, toAppError } from '#core';

import { askOnce } from './ask-once.ts';
import type { ChatMessage } from './chat-message.ts';
import type { ChosenModel } from './chosen-model.ts';
import type { DataPolicy } from './model-registry.ts';
import type { ApiKeys } from './models.ts';
import { startPatience } from './patience.ts';
import { keyFor } from './provider-endpoint.ts';
import type { RequestGate } from './request-gate.ts';
import { retryWaitMs } from './retry-wait.ts';
import { createSdk } from './sdk.ts';
import { type AnswerOutcome, type ChatUsage, createUsageMeter } from './usage.ts';

/** What one reply may take at most. */
export interface ChatLimits {
  /** Sent to the model; thoughts count. Default 400. */
  readonly maxReplyTokens: number;
  /** For models that do not keep to it. Default 4000. */
  readonly maxReplyCharacters: number;
  /** Until the first piece of text, retries included. Default 20 000. */
  readonly firstTokenMs: number;
  /** Until the end, as far as the model is waited for. Default 60 000. */
  readonly totalMs: number;
  /** A second request is made no later than this after the first. Default 2000. */
  readonly retryBudgetMs: number;
}

/** Money that was set aside for one request. */
export interface Reservation {
  /** @param usage - what the request took; undefined when it was refused and cost nothing. Must not throw. */
  settle(usage: ChatUsage | undefined): void;
}

/** How a client is made. */
export interface ChatClientOptions {
  readonly model: ChosenModel;
  /** Of these, the one that the model's provider wants is used. */
  readonly keys: ApiKeys;
  /** What OpenRouter's hosts may keep. Default `zdr`, nothing. */
  readonly dataPolicy?: DataPolicy;
  readonly limits?: Partial<ChatLimits>;
  /** Keeps back what the provider would refuse; shared by all clients. */
  readonly gate?: RequestGate;
  /** Told once for every answer that began, a broken or stopped one included. Must not throw. */
  readonly onUsage?: (usage: ChatUsage) => void;
  /** Told before a second request is made. Must not throw. */
  readonly onRetry?: (error: AppError, waitMs: number) => void;
}

/** What is said about one question beside the messages. */
export interface AskOptions {
  /** Instead of the client's limit; that on characters grows or shrinks with it. */
  readonly maxReplyTokens?: number | undefined;
  /**
   * Called before each request with the most tokens that the reply can have.
   *
   * @throws AppError when the request must not be made.
   */
  readonly reserve?: (maxReplyTokens: number) => Reservation;
  /** Told, after the client's own, once for every answer that began. Must not throw. */
  readonly onUsage?: (usage: ChatUsage) => void;
}

/** A language model to talk with. */
export interface ChatClient {
  /**
   * Streams the reply's words as they come, without the model's thoughts.
   *
   * A failure that may pass is tried once more, if no word was given out yet and the wait, the provider's
   * Retry-After included, fits into the budget. It is always the same model that is asked.
   *
   * @throws AppError with a `LLM_*` code; the reason of `signal` when it aborts.
   */
  reply(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
    options?: AskOptions,
  ): AsyncGenerator<string, void>;
  /** The same, asked for and given as a whole; for what nobody waits to hear. */
  complete(messages: readonly ChatMessage[], signal: AbortSignal, options?: AskOptions): Promise<string>;
}

const DEFAULT_LIMITS: ChatLimits = {
  maxReplyTokens: 400,
  maxReplyCharacters: 4000,
  firstTokenMs: 20_000,
  totalMs: 60_000,
  retryBudgetMs: 2000,
};

/** How an answer that was left before its end came to that. */
function outcomeOf(signal: AbortSignal): AnswerOutcome {
  if (!signal.aborted) return 'stopped';
  const { reason } = signal as { readonly reason: unknown };
  return reason instanceof AppError && reason.context['discarded'] === true ? 'discarded' : 'stopped';
}

/** Makes the client of the one chosen model. @throws AppError `CONFIG_INVALID` when its key is missing. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { model, gate, dataPolicy = 'zdr', onUsage = () => undefined, onRetry = () => undefined } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const apiKey = keyFor(model, options.keys);
  const client = createSdk({ baseUrl: model.baseUrl, apiKey, timeoutMs: limits.totalMs });

  async function* ask(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
    isStreamed: boolean,
    { maxReplyTokens = limits.maxReplyTokens, reserve, ...askOptions }: AskOptions,
  ): AsyncGenerator<string, void> {
    signal.throwIfAborted();
    // A whole answer comes at once, after all the time that it takes.
    const firstTokenMs = isStreamed ? limits.firstTokenMs : limits.totalMs;
    const patience = startPatience({ ...limits, firstTokenMs }, signal, model.providerTitle);
    const maxReplyCharacters =
      (limits.maxReplyCharacters * maxReplyTokens) / Math.max(1, limits.maxReplyTokens);
    let mayRetry = true;

    async function* attempt(): AsyncGenerator<string, void> {
      await gate?.enter(model, Math.max(0, limits.retryBudgetMs - patience.elapsedMs()), patience.signal);
      const reservation = reserve?.(maxReplyTokens);
      const meter = createUsageMeter(model, messages);
      const question = { client, model, apiKey, messages, isStreamed, dataPolicy, patience, meter };
      let outcome: AnswerOutcome | undefined;
      try {
        yield* askOnce({ ...question, maxReplyTokens, maxReplyCharacters });
        outcome = 'complete';
      } catch (thrown) {
        outcome = signal.aborted ? outcomeOf(signal) : 'failed';
        gate?.refused(model, toAppError(thrown));
        throw thrown;
      } finally {
        const usage = meter.total(outcome ?? outcomeOf(signal));
        reservation?.settle(usage);
        if (usage !== undefined) {
          onUsage(usage);
          askOptions.onUsage?.(usage);
        }
      }
    }

    try {
      for (;;) {
        try {
          for await (const piece of attempt()) {
            mayRetry = false;
            yield piece;
          }
          return;
        } catch (thrown) {
          const waitMs = retryWaitMs(thrown, patience.elapsedMs(), limits.retryBudgetMs);
          if (!mayRetry || waitMs === undefined || patience.signal.aborted) throw thrown;
          mayRetry = false;
          onRetry(thrown as AppError, waitMs);
          await patience.wait(sleep(waitMs, patience.signal));
        }
      }
    } finally {
      patience.end();
    }
  }

  return {
    reply: (messages, signal, askOptions = {}) => ask(messages, signal, true, askOptions),
    async complete(messages, signal, askOptions = {}) {
      let text = '';
      for await (const piece of ask(messages, signal, false, askOptions)) text += piece;
      return text;
    },
  };
}
