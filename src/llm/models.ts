import type { Pricing } from './tier.ts';

/** Who runs a model. `local` is whatever LLM_BASE_URL points at. */
export type ProviderName = 'openrouter' | 'openai' | 'groq' | 'together' | 'local';

/** One that runs models and speaks the chat completions of OpenAI. */
export interface Provider {
  /** Its name as people write it. */
  readonly title: string;
  readonly baseUrl: string;
  /** The environment variable that holds the key. */
  readonly apiKeyVariable: string;
  /** Where the key stands among {@link ApiKeys}. */
  readonly apiKeyName: keyof ApiKeys;
}

/** The keys of the providers; blank counts as not set. */
export interface ApiKeys {
  readonly openRouterKey?: string | undefined;
  readonly openAiKey?: string | undefined;
  readonly groqKey?: string | undefined;
  readonly togetherKey?: string | undefined;
  /** For a server of one's own that wants one. */
  readonly localKey?: string | undefined;
}

/** The providers that the registry knows. */
export const PROVIDERS: Readonly<Record<Exclude<ProviderName, 'local'>, Provider>> = {
  openrouter: {
    title: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    apiKeyVariable: 'OPENROUTER_API_KEY',
    apiKeyName: 'openRouterKey',
  },
  openai: {
    title: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    apiKeyVariable: 'OPENAI_API_KEY',
    apiKeyName: 'openAiKey',
  },
  groq: {
    title: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    apiKeyVariable: 'GROQ_API_KEY',
    apiKeyName: 'groqKey',
  },
  together: {
    title: 'Together',
    baseUrl: 'https://api.together.xyz/v1',
    apiKeyVariable: 'TOGETHER_API_KEY',
    apiKeyName: 'togetherKey',
  },
};

/** One model that aichat may use. */
export interface RegisteredModel {
  /** What people write into DEFAULT_LLM_MODEL. */
  readonly alias: string;
  readonly provider: Exclude<ProviderName, 'local'>;
  /** What the provider calls it. */
  readonly modelId: string;
  readonly pricing: Pricing;
  /** Prompt and reply together. */
  readonly contextTokens: number;
  /** Other names under which the provider is known to answer for this very model. */
  readonly answersAs?: readonly string[];
  /** The day on which the provider says it ends, as YYYY-MM-DD. */
  readonly endsOn?: string;
}

const price = (inputUsdPerMillion: number, outputUsdPerMillion: number): Pricing => ({
  inputUsdPerMillion,
  outputUsdPerMillion,
});
const FREE = price(0, 0);

/** The model when nothing else is said and OpenRouter's key is there. */
export const DEFAULT_ALIAS = 'openrouter-dolphin-free';

/**
 * Every model there is to choose from: the only place where one is named. Prices and contexts as
 * published on 2026-11-10. Nothing here promises that a model is still offered; a provider that has it
 * no longer answers with LLM_MODEL_GONE.
 */
export const MODELS: readonly RegisteredModel[] = [
  {
    alias: DEFAULT_ALIAS,
    provider: 'openrouter',
    modelId: 'cognitivecomputations/dolphin-mistral-24b-venice-edition:free',
    pricing: FREE,
    contextTokens: 32_768,
    answersAs: ['venice/uncensored:free'],
  },
  {
    alias: 'openrouter-gemma-4-free',
    provider: 'openrouter',
    modelId: 'google/gemma-4-26b-a4b-it:free',
    pricing: FREE,
    contextTokens: 262_144,
  },
  {
    alias: 'openrouter-llama-3.1-8b',
    provider: 'openrouter',
    modelId: 'meta-llama/llama-3.1-8b-instruct',
    pricing: price(0.02, 0.04),
    contextTokens: 131_072,
  },
  {
    alias: 'openrouter-mistral-nemo',
    provider: 'openrouter',
    modelId: 'mistralai/mistral-nemo',
    pricing: price(0.029, 0.03),
    contextTokens: 131_072,
  },
  {
    alias: 'openrouter-ministral-8b',
    provider: 'openrouter',
    modelId: 'mistralai/ministral-8b-2512',
    pricing: price(0.15, 0.15),
    contextTokens: 262_144,
  },
  {
    alias: 'groq-llama-3.1-8b',
    provider: 'groq',
    modelId: 'llama-3.1-8b-instant',
    pricing: price(0.05, 0.08),
    contextTokens: 131_072,
  },
  {
    alias: 'groq-llama-3.3-70b',
    provider: 'groq',
    modelId: 'llama-3.3-70b-versatile',
    pricing: price(0.59, 0.79),
    contextTokens: 131_072,
  },
  {
    alias: 'together-qwen-3.5-9b',
    provider: 'together',
    modelId: 'Qwen/Qwen3.5-9B',
    pricing: price(0.17, 0.25),
    contextTokens: 262_144,
  },
  {
    alias: 'openai-gpt-4o-mini',
    provider: 'openai',
    modelId: 'gpt-4o-mini',
    pricing: price(0.15, 0.6),
    contextTokens: 128_000,
    endsOn: '2027-01-14',
  },
];
