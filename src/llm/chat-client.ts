import { OpenAI } from 'openai';

import { AppError, sleep } from '#core';

import type { ChatMessage } from './chat-message.ts';
import type { ChosenModel } from './choose-model.ts';
import type { ApiKeys } from './models.ts';
import { startPatience } from './patience.ts';
import { streamReply } from './stream-reply.ts';
import type { ChatUsage } from './usage.ts';

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

/** How a client is made. */
export interface ChatClientOptions {
  readonly model: ChosenModel;
  /** Of these, the one that the model's provider wants is used. */
  readonly keys: ApiKeys;
  readonly limits?: Partial<ChatLimits>;
  /** Told once for every answer that began, a broken or stopped one included. Must not throw. */
  readonly onUsage?: (usage: ChatUsage) => void;
  /** Told before a second request is made. Must not throw. */
  readonly onRetry?: (error: AppError, waitMs: number) => void;
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
  reply(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<string, void>;
}

const DEFAULT_LIMITS: ChatLimits = {
  maxReplyTokens: 400,
  maxReplyCharacters: 4000,
  firstTokenMs: 20_000,
  totalMs: 60_000,
  retryBudgetMs: 2000,
};
const RETRY_WAIT_MS = 250;

/** Servers of one's own mostly want no key, yet the SDK sends one. */
const NO_KEY = 'none';

function keyFor(model: ChosenModel, keys: ApiKeys): string {
  const key = keys[model.apiKeyName]?.trim() ?? '';
  if (key !== '') return key;
  if (model.provider === 'local') return NO_KEY;
  throw new AppError('CONFIG_INVALID', {
    message: `${model.alias} needs ${model.apiKeyVariable}, which is not set.`,
  });
}

function createSdk(model: ChosenModel, apiKey: string, timeoutMs: number): OpenAI {
  return new OpenAI({
    baseURL: model.baseUrl,
    apiKey,
    // Otherwise taken from the environment and sent to whoever the provider is.
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeoutMs,
    // It writes to the console and past the redaction.
    logLevel: 'off',
    // A redirect would carry the conversation to an address that nobody configured.
    fetchOptions: { redirect: 'error' },
  });
}

/** How long to wait before the second request; undefined when there must be none. */
function retryWaitMs(error: unknown, elapsedMs: number, retryBudgetMs: number): number | undefined {
  if (!(error instanceof AppError) || !error.retryable) return undefined;
  const { retryAfterMs } = error.context;
  const waitMs = typeof retryAfterMs === 'number' ? retryAfterMs : RETRY_WAIT_MS;
  return elapsedMs + waitMs <= retryBudgetMs ? waitMs : undefined;
}

/** Makes the client of the one chosen model. @throws AppError `CONFIG_INVALID` when its key is missing. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { model, onUsage = () => undefined, onRetry = () => undefined } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const apiKey = keyFor(model, options.keys);
  const client = createSdk(model, apiKey, limits.totalMs);

  async function* reply(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<string, void> {
    signal.throwIfAborted();
    const patience = startPatience(limits, signal, model.providerTitle);
    const question = { client, model, apiKey, messages, ...limits, patience, onUsage };
    let mayRetry = true;
    try {
      for (;;) {
        try {
          for await (const piece of streamReply(question)) {
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

  return { reply };
}
