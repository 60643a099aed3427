import { AppError } from '#core';

import type { Catalogue, Catalogues, OfferedModel } from './catalogue/catalogue.ts';
import { type ChosenModel, describePrice, modelFacts } from './chosen-model.ts';
import { MODELS, PROVIDERS, type ProviderName, type RegisteredModel } from './models.ts';
import { type ProviderEndpoint } from './provider-endpoint.ts';
import { isSameModel } from './same-model.ts';
import { tierOf } from './tier.ts';

/** What may be kept of what people say, by those who run a model at OpenRouter. */
export type DataPolicy = 'zdr' | 'no-training' | 'any';

/** What decides which models may be used. */
export interface RegistryOptions {
  readonly endpoints: readonly ProviderEndpoint[];
  readonly catalogues: Catalogues;
  /** ALLOW_EXPENSIVE_MODELS. */
  readonly allowExpensive: boolean;
  /** LLM_DATA_POLICY. */
  readonly dataPolicy: DataPolicy;
  /** Today in UTC, as YYYY-MM-DD. */
  readonly today: string;
}

/** A model that can be named, and whether it can be used. */
export interface ListedModel {
  readonly model: ChosenModel;
  /** Why it cannot be used, ready to be thrown; undefined when it can. */
  readonly refusal?: AppError;
  /** The provider could not be asked whether it still offers the model. */
  readonly isUnverified: boolean;
  /** What the provider's list says of it. */
  readonly offered?: OfferedModel;
}

/** Every model that can be named with the present keys. */
export interface ModelRegistry {
  /** The registry's own models, those of the local server, and what OpenRouter gives for nothing today. */
  list(): readonly ListedModel[];
  /** By alias, by a local server's own name, or by `<provider>:<model id>`; undefined when nobody knows it. */
  find(name: string): ListedModel | undefined;
  /** Whatever could be chosen without being named: everything that is offered at a known price. */
  candidates(): readonly ListedModel[];
}

const CLAUDE = /claude|^anthropic\//iu;
const NOTHING = { inputUsdPerMillion: 0, outputUsdPerMillion: 0 } as const;

const isFree = ({ model }: ListedModel): boolean => model.tier === 'FREE';

/** Puts together what the program knows, what the providers list, and what the owner allows. */
export function createModelRegistry(options: RegistryOptions): ModelRegistry {
  const { endpoints, catalogues } = options;
  const endpointOf = (name: ProviderName): ProviderEndpoint | undefined =>
    endpoints.find(({ provider }) => provider === name);
  const catalogueOf = (name: ProviderName): Catalogue | undefined => {
    const told = catalogues.get(name);
    return told instanceof AppError ? undefined : told;
  };

  function listed(model: ChosenModel, offered: OfferedModel | undefined): ListedModel {
    const told = catalogues.get(model.provider);
    const refusal = refusalOf(model, offered, options);
    return {
      model,
      isUnverified: told === undefined || told instanceof AppError,
      ...(refusal && { refusal }),
      ...(offered && { offered }),
    };
  }

  function registered(entry: RegisteredModel): ListedModel {
    const offered = catalogueOf(entry.provider)?.models.find(({ modelId }) => modelId === entry.modelId);
    return listed(fromRegistry(entry, offered, endpointOf(entry.provider)), offered);
  }

  function offeredBy(endpoint: ProviderEndpoint): readonly ListedModel[] {
    const models = catalogueOf(endpoint.provider)?.models ?? [];
    return models
      .filter(({ modelId }) => !MODELS.some((known) => known.modelId === modelId))
      .map((offered) => listed(fromCatalogue(offered, endpoint), offered));
  }

  function localModel(name: string, endpoint: ProviderEndpoint): ListedModel {
    const model = fromCatalogue({ modelId: name, isForTalk: true, reasons: false }, endpoint);
    const offered = catalogueOf('local')?.models.find(({ modelId }) => isSameModel(model, modelId));
    return listed(offered ? { ...fromCatalogue(offered, endpoint), alias: name } : model, offered);
  }

  const known = (): readonly ListedModel[] => MODELS.map(registered);
  const discovered = (): readonly ListedModel[] => endpoints.flatMap(offeredBy);
  const forTalk = (): readonly ListedModel[] => discovered().filter(({ offered }) => offered?.isForTalk);
  return {
    list: () => [
      ...forTalk().filter(({ model }) => model.provider === 'local'),
      ...known(),
      ...forTalk().filter((entry) => entry.model.provider !== 'local' && isFree(entry) && !entry.refusal),
    ],
    find(name) {
      const entry = MODELS.find(({ alias }) => alias === name);
      const local = endpointOf('local');
      if (entry && (!local || endpointOf(entry.provider))) return registered(entry);
      const other = discovered().find(({ model }) => model.alias === name);
      return other ?? (local && localModel(name, local));
    },
    candidates: () => [...known(), ...discovered()].filter(({ refusal }) => refusal === undefined),
  };
}

function fromRegistry(
  { alias, provider, modelId, pricing: pinned, answersAs, ...known }: RegisteredModel,
  offered: OfferedModel | undefined,
  endpoint: ProviderEndpoint | undefined,
): ChosenModel {
  const { title, baseUrl, apiKeyName, apiKeyVariable } = PROVIDERS[provider];
  const pricing = offered?.pricing ?? pinned;
  const endsOn = offered?.endsOn ?? known.endsOn;
  return {
    alias,
    provider,
    providerTitle: title,
    modelId,
    baseUrl: endpoint?.baseUrl ?? baseUrl,
    apiKeyVariable,
    apiKeyName,
    pricing,
    priceSource: offered?.pricing ? 'catalogue' : 'registry',
    tier: tierOf(pricing),
    contextTokens: offered?.contextTokens ?? known.contextTokens,
    ...(answersAs && { answersAs }),
    ...(endsOn !== undefined && { endsOn }),
  };
}

function fromCatalogue(offered: OfferedModel, endpoint: ProviderEndpoint): ChosenModel {
  const { provider, providerTitle, baseUrl, apiKeyVariable } = endpoint;
  const { modelId, contextTokens, endsOn, pricing = NOTHING } = offered;
  const isLocal = provider === 'local';
  return {
    alias: isLocal ? modelId : `${provider}:${modelId}`,
    provider,
    providerTitle,
    modelId,
    baseUrl,
    apiKeyVariable,
    apiKeyName: isLocal ? 'localKey' : PROVIDERS[provider].apiKeyName,
    pricing: isLocal ? NOTHING : pricing,
    priceSource: isLocal ? 'local' : 'catalogue',
    tier: tierOf(isLocal ? NOTHING : pricing),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(endsOn !== undefined && { endsOn }),
  };
}

/** Why a model cannot be used. */
function refusalOf(
  model: ChosenModel,
  offered: OfferedModel | undefined,
  { endpoints, catalogues, allowExpensive, dataPolicy, today }: RegistryOptions,
): AppError | undefined {
  const { alias, provider, providerTitle, apiKeyVariable, modelId, endsOn } = model;
  const context = modelFacts(model);
  if (!endpoints.some((endpoint) => endpoint.provider === provider)) {
    const message = `${alias} needs ${apiKeyVariable}, which is not set.`;
    return new AppError('CONFIG_INVALID', { message, context });
  }
  if (!allowExpensive && (model.tier === 'EXPENSIVE' || CLAUDE.test(modelId))) {
    const why = model.tier === 'EXPENSIVE' ? `costs ${describePrice(model)}` : 'is a Claude model';
    return new AppError('LLM_MODEL_REFUSED', {
      message: `${alias} ${why}; only the owner of this bot can allow it, with ALLOW_EXPENSIVE_MODELS=true.`,
      context,
    });
  }
  const told = catalogues.get(provider);
  if (told === undefined || told instanceof AppError) return told;
  const hasEnded = endsOn !== undefined && endsOn <= today;
  if (offered === undefined || hasEnded) {
    const since = hasEnded ? ` since ${endsOn}` : '';
    return new AppError('LLM_MODEL_GONE', {
      message: `${providerTitle} does not offer ${modelId}${since || ' (any more)'}.`,
      context,
    });
  }
  if (provider !== 'local' && model.priceSource === 'catalogue' && offered.pricing === undefined) {
    return new AppError('LLM_MODEL_REFUSED', {
      message: `${providerTitle} does not tell what ${modelId} costs, so it is not used.`,
      context,
    });
  }
  if (dataPolicy === 'zdr' && offered.keepsNothing === false) {
    return new AppError('LLM_MODEL_REFUSED', {
      message:
        `Nobody runs ${modelId} at ${providerTitle} without keeping what is said. ` +
        'Choose another model, or set LLM_DATA_POLICY to no-training or any.',
      context,
    });
  }
  if (told.account?.canPay === false && model.tier !== 'FREE') {
    return new AppError('LLM_NO_CREDIT', {
      message: `${alias} costs money, and the account or key in ${apiKeyVariable} has none left at ${providerTitle}.`,
      context,
    });
  }
  return undefined;
}
