import { AppError } from '#core';

import { type ApiKeys, MODELS, PROVIDERS, type ProviderName, type RegisteredModel } from './models.ts';
import { type Pricing, type Tier, tierOf } from './tier.ts';

/** The settings that decide about the model; blank counts as not set. */
export interface ModelSettings extends ApiKeys {
  /** LLM_BASE_URL. */
  readonly baseUrl?: string | undefined;
  /** DEFAULT_LLM_MODEL. */
  readonly defaultModel?: string | undefined;
}

/** The one model of this process. */
export interface ChosenModel {
  /** The registry's alias; for a local server the model id itself. */
  readonly alias: string;
  readonly provider: ProviderName;
  /** The provider's name as people write it. */
  readonly providerTitle: string;
  readonly modelId: string;
  readonly baseUrl: string;
  /** Where the key is; the key itself is no part of this. A local server may do without one. */
  readonly apiKeyVariable: string;
  readonly apiKeyName: keyof ApiKeys;
  readonly pricing: Pricing;
  readonly tier: Tier;
  /** Unknown for a local server. */
  readonly contextTokens?: number;
  readonly answersAs?: readonly string[];
  readonly endsOn?: string;
}

/** What a local server is asked for when DEFAULT_LLM_MODEL is not set; any model may then answer. */
export const LOCAL_DEFAULT_MODEL_ID = 'default';

const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

function localModel(baseUrl: string, wantedModel: string | undefined): ChosenModel {
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('CONFIG_INVALID', {
      message: 'LLM_BASE_URL is no http or https address; http://127.0.0.1:11434/v1 is an example of one.',
    });
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new AppError('CONFIG_INVALID', {
      message: 'LLM_BASE_URL must not hold a user, a password or a query; a key belongs into LLM_API_KEY.',
    });
  }
  const modelId = wantedModel ?? LOCAL_DEFAULT_MODEL_ID;
  const pricing = { inputUsdPerMillion: 0, outputUsdPerMillion: 0 };
  return {
    alias: modelId,
    provider: 'local',
    providerTitle: `The server at ${url.host}`,
    modelId,
    baseUrl: baseUrl.replace(/\/+$/u, ''),
    apiKeyVariable: 'LLM_API_KEY',
    apiKeyName: 'localKey',
    pricing,
    tier: tierOf(pricing),
  };
}

function registeredModel({ provider, ...model }: RegisteredModel): ChosenModel {
  const { title, ...access } = PROVIDERS[provider];
  return { ...model, provider, providerTitle: title, ...access, tier: tierOf(model.pricing) };
}

const hasKey = (model: RegisteredModel, keys: ApiKeys): boolean =>
  isSet(keys[PROVIDERS[model.provider].apiKeyName]);

const dearer = ({ pricing }: RegisteredModel): number =>
  Math.max(pricing.inputUsdPerMillion, pricing.outputUsdPerMillion);

function cheapestWithKey(keys: ApiKeys): RegisteredModel {
  const usable = MODELS.filter((model) => hasKey(model, keys));
  // The default alias stands first among the free ones, and the sort is stable.
  const cheapest = usable.toSorted((one, other) => dearer(one) - dearer(other))[0];
  if (cheapest !== undefined) return cheapest;
  const variables = Object.values(PROVIDERS).map((provider) => provider.apiKeyVariable);
  throw new AppError('CONFIG_INVALID', {
    message:
      `There is no language model: set ${variables[0]} (free models exist) or one of ` +
      `${variables.slice(1).join(', ')}, or LLM_BASE_URL for a server of your own.`,
  });
}

function modelByAlias(alias: string, keys: ApiKeys): RegisteredModel {
  const model = MODELS.find((candidate) => candidate.alias === alias);
  if (model === undefined) {
    const known = MODELS.map((candidate) => candidate.alias).join(', ');
    throw new AppError('LLM_MODEL_UNKNOWN', {
      message:
        `DEFAULT_LLM_MODEL is "${alias}", which is none of ${known}. ` +
        'With LLM_BASE_URL it may be any model of that server.',
    });
  }
  if (!hasKey(model, keys)) {
    const { apiKeyVariable } = PROVIDERS[model.provider];
    throw new AppError('CONFIG_INVALID', {
      message: `DEFAULT_LLM_MODEL is "${alias}", which needs ${apiKeyVariable}; set it or choose another model.`,
    });
  }
  return model;
}

/**
 * Settles, once for the life of the process, which model thinks. There is never a second one.
 *
 * - LLM_BASE_URL set: that server, for free; DEFAULT_LLM_MODEL goes to it as it stands, else the id
 *   {@link LOCAL_DEFAULT_MODEL_ID}.
 * - DEFAULT_LLM_MODEL set: the alias of the registry; its provider's key must be there.
 * - Neither: the cheapest model whose provider's key is there (`openrouter-dolphin-free` with OpenRouter's).
 *
 * @throws AppError `CONFIG_INVALID` or `LLM_MODEL_UNKNOWN`, saying what to set.
 */
export function chooseModel(settings: ModelSettings): ChosenModel {
  const wanted = isSet(settings.defaultModel) ? settings.defaultModel.trim() : undefined;
  if (isSet(settings.baseUrl)) return localModel(settings.baseUrl.trim(), wanted);
  return registeredModel(wanted === undefined ? cheapestWithKey(settings) : modelByAlias(wanted, settings));
}

const usd = (amount: number): string => `$${amount.toFixed(amount === 0 ? 0 : 3)}`;

/** The model and what it costs, in one line for the log and `/status`. */
export function describeModel(model: ChosenModel): string {
  const { inputUsdPerMillion: input, outputUsdPerMillion: output } = model.pricing;
  const end = model.endsOn === undefined ? '' : `; ends on ${model.endsOn}`;
  if (model.provider === 'local') return `${model.alias}: ${model.tier}, on a server of your own`;
  return `${model.alias}: ${model.tier}, ${usd(input)} in and ${usd(output)} out per million tokens${end}`;
}
