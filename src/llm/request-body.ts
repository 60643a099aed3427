import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';

import type { ChatMessage } from './chat-message.ts';
import type { ChosenModel } from './chosen-model.ts';
import type { DataPolicy } from './model-registry.ts';

/** A chat completion request, with what OpenRouter takes beyond OpenAI's fields. */
export type RequestBody = (ChatCompletionCreateParamsStreaming | ChatCompletionCreateParamsNonStreaming) & {
  readonly provider?: Readonly<Record<string, unknown>>;
};

/** What one request asks for. */
export interface RequestWishes {
  readonly messages: readonly ChatMessage[];
  /** Thoughts count. */
  readonly maxReplyTokens: number;
  /** Word by word, or the whole reply at once. */
  readonly isStreamed: boolean;
  readonly dataPolicy: DataPolicy;
}

/** What OpenRouter's hosts may do with what people say. */
const DATA_POLICIES: Readonly<Record<DataPolicy, Readonly<Record<string, unknown>>>> = {
  zdr: { data_collection: 'deny', zdr: true },
  'no-training': { data_collection: 'deny' },
  any: {},
};

/**
 * Which of OpenRouter's hosts may answer: one, without another in its stead, at no higher price than the
 * registry's, and none that treats what people say otherwise than the owner wants.
 *
 * Source: OpenRouter, "Provider Routing".
 */
function openRouterRouting(
  { pricing }: ChosenModel,
  dataPolicy: DataPolicy,
): Readonly<Record<string, unknown>> {
  return {
    allow_fallbacks: false,
    require_parameters: true,
    ...DATA_POLICIES[dataPolicy],
    max_price: { prompt: pricing.inputUsdPerMillion, completion: pricing.outputUsdPerMillion },
  };
}

/** Builds the request for exactly this model; no list of models, no router, no tools. */
export function requestBody(model: ChosenModel, wishes: RequestWishes): RequestBody {
  const { maxReplyTokens, isStreamed, dataPolicy } = wishes;
  const common = {
    model: model.modelId,
    messages: wishes.messages.map(({ role, content }) => ({ role, content })),
    stream: isStreamed,
  };
  if (model.provider === 'openrouter') {
    // Usage and cost come unasked.
    return { ...common, max_tokens: maxReplyTokens, provider: openRouterRouting(model, dataPolicy) };
  }
  const withUsage = { ...common, ...(isStreamed && { stream_options: { include_usage: true } }) };
  // OpenAI and Groq gave the limit a new name; the others know the old one.
  return model.provider === 'openai' || model.provider === 'groq'
    ? { ...withUsage, max_completion_tokens: maxReplyTokens }
    : { ...withUsage, max_tokens: maxReplyTokens };
}
