import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';

import type { ChatMessage } from './chat-message.ts';
import type { ChosenModel } from './choose-model.ts';

/** A streamed chat completion request, with what OpenRouter takes beyond OpenAI's fields. */
export type RequestBody = ChatCompletionCreateParamsStreaming & {
  readonly provider?: Readonly<Record<string, unknown>>;
};

/**
 * Which of OpenRouter's hosts may answer: one, without another in its stead, at no higher price than the
 * registry's, and none that keeps or learns from what people say.
 *
 * Source: OpenRouter, "Provider Routing".
 */
function openRouterRouting({ pricing }: ChosenModel): Readonly<Record<string, unknown>> {
  return {
    allow_fallbacks: false,
    require_parameters: true,
    data_collection: 'deny',
    zdr: true,
    max_price: { prompt: pricing.inputUsdPerMillion, completion: pricing.outputUsdPerMillion },
  };
}

/** Builds the request for exactly this model; no list of models, no router, no tools. */
export function requestBody(
  model: ChosenModel,
  messages: readonly ChatMessage[],
  maxReplyTokens: number,
): RequestBody {
  const common = {
    model: model.modelId,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
  } as const;
  if (model.provider === 'openrouter') {
    // Usage and cost come unasked.
    return { ...common, max_tokens: maxReplyTokens, provider: openRouterRouting(model) };
  }
  const withUsage = { ...common, stream_options: { include_usage: true } };
  // OpenAI and Groq gave the limit a new name; the others know the old one.
  return model.provider === 'openai' || model.provider === 'groq'
    ? { ...withUsage, max_completion_tokens: maxReplyTokens }
    : { ...withUsage, max_tokens: maxReplyTokens };
}
