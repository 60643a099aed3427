import { z } from 'zod';

import type { ProviderName } from '../models.ts';
import type { Pricing } from '../tier.ts';
import type { OfferedModel } from './catalogue.ts';

const amount = z.coerce.number().nonnegative().optional().catch(undefined);
const size = z.number().int().positive().optional().catch(undefined);
const names = z.array(z.string()).optional().catch(undefined);
const day = z
  .union([z.string().min(10), z.number().positive()])
  .nullish()
  .catch(undefined);

/** The fields of every provider's list that are read; each fills in some of them. */
const entrySchema = z.object({
  id: z.string().min(1).max(200),
  // OpenRouter and Together; Groq; vLLM; llama.cpp.
  context_length: size,
  context_window: size,
  max_model_len: size,
  meta: z.object({ n_ctx: size, n_ctx_train: size }).nullish().catch(undefined),
  // OpenRouter in USD per token, Together in USD per million.
  pricing: z
    .object({ prompt: amount, completion: amount, request: amount, input: amount, output: amount })
    .nullish()
    .catch(undefined),
  // OpenRouter and OpenAI.
  expiration_date: day,
  shutdown_date: day,
  architecture: z.object({ input_modalities: names, output_modalities: names }).nullish().catch(undefined),
  supported_parameters: names,
  // Together and Groq.
  type: z.string().optional().catch(undefined),
  active: z.boolean().optional().catch(undefined),
});

type Entry = z.output<typeof entrySchema>;

const TOKENS_PER_PRICE = 1_000_000;

/** Ids of routers, of which nobody knows beforehand what they ask, and of variants that search the web. */
const NO_MODEL = /^openrouter\/|^~|:online$/u;
const OTHER_USE =
  /guard|safety|moderat|embed|rerank|whisper|tts|orpheus|speech|transcri|realtime|audio|image|dall-e|sora|ocr|video|coder|codex|search|base$/iu;

function pricingOf({ pricing }: Entry): Pricing | undefined {
  if (pricing?.prompt !== undefined && pricing.completion !== undefined) {
    // A price for the mere request has no place in a price per token.
    if (pricing.request !== undefined && pricing.request > 0) return undefined;
    return {
      inputUsdPerMillion: perMillion(pricing.prompt),
      outputUsdPerMillion: perMillion(pricing.completion),
    };
  }
  if (pricing?.input === undefined || pricing.output === undefined) return undefined;
  return { inputUsdPerMillion: pricing.input, outputUsdPerMillion: pricing.output };
}

/** 0.00000002 × 1,000,000 is 0.02 and not 0.019999999999999997. */
function perMillion(usdPerToken: number): number {
  return Number((usdPerToken * TOKENS_PER_PRICE).toFixed(6));
}

function endOf({ expiration_date: expiration, shutdown_date: shutdown }: Entry): string | undefined {
  const end = expiration ?? shutdown;
  if (end === undefined || end === null) return undefined;
  const time = typeof end === 'number' ? end * 1000 : Date.parse(end);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}

function isForTalk({ id, type, architecture }: Entry): boolean {
  const takes = architecture?.input_modalities;
  const gives = architecture?.output_modalities;
  return (
    !OTHER_USE.test(id) &&
    (type === undefined || type === 'chat') &&
    (takes === undefined || takes.includes('text')) &&
    (gives === undefined || (gives.includes('text') && gives.length === 1))
  );
}

function readEntry(provider: ProviderName, entry: Entry): OfferedModel {
  const pricing = pricingOf(entry);
  const endsOn = endOf(entry);
  const contextTokens =
    entry.context_length ??
    entry.context_window ??
    entry.max_model_len ??
    entry.meta?.n_ctx ??
    entry.meta?.n_ctx_train;
  return {
    modelId: entry.id,
    isForTalk: isForTalk(entry),
    reasons: entry.supported_parameters?.includes('reasoning') ?? false,
    ...(pricing !== undefined && isPrice(provider, entry.id, pricing) && { pricing }),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(endsOn !== undefined && { endsOn }),
  };
}

/** At OpenRouter, what costs nothing without being a `:free` variant is no model or no real price. */
function isPrice(provider: ProviderName, id: string, pricing: Pricing): boolean {
  const isFree = pricing.inputUsdPerMillion === 0 && pricing.outputUsdPerMillion === 0;
  if (provider === 'together' && isFree) return false;
  return provider !== 'openrouter' || isFree === id.endsWith(':free');
}

/**
 * Reads a provider's answer to `GET /models`. Entries that are no model, or that it withdrew, are left out.
 *
 * @returns undefined when the answer is no list of models.
 */
export function readModels(provider: ProviderName, answer: unknown): readonly OfferedModel[] | undefined {
  // Together answers with the bare list.
  const list = z.union([z.array(z.unknown()), z.object({ data: z.array(z.unknown()) })]).safeParse(answer);
  if (!list.success) return undefined;
  const entries = Array.isArray(list.data) ? list.data : list.data.data;
  return entries
    .map((entry) => entrySchema.safeParse(entry))
    .flatMap(({ data }) => (data === undefined ? [] : [data]))
    .filter(({ id, active }) => active !== false && !NO_MODEL.test(id))
    .map((entry) => readEntry(provider, entry));
}
