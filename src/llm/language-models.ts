import { AppError, type Clock } from '#core';
import type { ModelUsageRepository } from '#store';

import { type Asker, type BudgetLimits, type BudgetWarning, createBudget } from './budget.ts';
import type { Catalogues } from './catalogue/catalogue.ts';
import { explainAbsence, fetchCatalogues } from './catalogue/fetch-catalogue.ts';
import { type ChatClient, type ChatLimits, createChatClient } from './chat-client.ts';
import type { ChatMessage } from './chat-message.ts';
import { chooseModel, describeChoice, type ModelChoice, unknownModel } from './choose-model.ts';
import type { ChosenModel } from './chosen-model.ts';
import { countTokens } from './count-tokens.ts';
import {
  createModelRegistry,
  type DataPolicy,
  type ListedModel,
  type ModelRegistry,
} from './model-registry.ts';
import type { ProviderName } from './models.ts';
import { isSet, providerEndpoints, type ProviderSettings } from './provider-endpoint.ts';
import { createRequestGate } from './request-gate.ts';
import { type Retirement, retirementsOf } from './retirement.ts';
import type { ChatUsage } from './usage.ts';

/** The settings of this room; blank counts as not set. */
export interface LanguageModelSettings extends ProviderSettings {
  /** DEFAULT_LLM_MODEL. */
  readonly defaultModel?: string | undefined;
  /** ALLOW_EXPENSIVE_MODELS; default false. */
  readonly allowExpensive?: boolean | undefined;
  /** LLM_DATA_POLICY; default `zdr`. */
  readonly dataPolicy?: DataPolicy | undefined;
  /** LLM_BUDGET_PER_…_USD; default without a limit. */
  readonly budget?: BudgetLimits | undefined;
}

/** Which model a server chose for itself; undefined when it keeps to the default. */
export interface ServerModels {
  get(guildId: string): string | undefined;
}

/** What the models are opened with. None of the functions may throw. */
export interface LanguageModelsOptions {
  readonly settings: LanguageModelSettings;
  readonly signal: AbortSignal;
  /** Where requests are booked; without it there is no budget. */
  readonly usage?: ModelUsageRepository | undefined;
  readonly serverModels?: ServerModels | undefined;
  readonly limits?: Partial<ChatLimits>;
  readonly clock?: Clock;
  readonly wallMs?: () => number;
  readonly onUsage?: (usage: ChatUsage, model: ChosenModel, asker: Asker) => void;
  /** A failure that was got over, or that concerns a provider which is not needed now. */
  readonly onFailure?: (error: AppError) => void;
  readonly onBudget?: (warning: BudgetWarning) => void;
  readonly onRetiring?: (retirement: Retirement) => void;
}

/** One question and whose it is. */
export interface AskOptions {
  readonly asker: Asker;
  /** Wanted by the persona; a server's own choice goes before it. */
  readonly alias?: string | undefined;
  readonly maxReplyTokens?: number | undefined;
}

/** The language models of this process. */
export interface LanguageModels {
  /** Pinned for the life of the process. */
  readonly defaultModel: ChosenModel;
  /** Whether every provider could be asked at the start. */
  readonly isComplete: boolean;
  /** What may be spent in a day. */
  readonly budget: BudgetLimits;
  /** The default model, its price, and why it is this one. */
  describe(): string;
  /** Every model that can be named, and why some cannot be used. */
  list(): readonly ListedModel[];
  /** @throws AppError saying why the model cannot be used. */
  find(name: string): ChosenModel;
  /**
   * The model that answers in a server: its own choice, else the persona's, else the default.
   *
   * @throws AppError when the chosen one cannot be used (any more); there is no other in its stead.
   */
  modelFor(guildId: string | undefined, alias?: string): ChosenModel;
  /** Streams a reply. @throws AppError `LLM_…`; the reason of `signal`. */
  reply(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
    options: AskOptions,
  ): AsyncGenerator<string, void>;
  /** Asks for a whole answer. @throws AppError `LLM_…`; the reason of `signal`. */
  complete(messages: readonly ChatMessage[], signal: AbortSignal, options: AskOptions): Promise<string>;
  /**
   * Asks the providers anew what they offer; the default stays what it is. Of one that cannot be asked, what
   * was known before holds.
   *
   * @returns whether all could be asked.
   */
  refresh(signal: AbortSignal): Promise<boolean>;
}

/**
 * Asks every provider whose key is there what it offers, and settles the model of this process.
 *
 * @throws AppError when no model can be used, or the named one cannot.
 */
export async function openLanguageModels(options: LanguageModelsOptions): Promise<LanguageModels> {
  const { settings, signal, usage, serverModels, clock, wallMs = Date.now } = options;
  const { onUsage, onFailure = () => undefined, onRetiring = () => undefined } = options;
  const { allowExpensive = false, dataPolicy = 'zdr' } = settings;
  const wanted = isSet(settings.defaultModel) ? settings.defaultModel.trim() : undefined;
  const endpoints = providerEndpoints(settings);

  let catalogues: Catalogues = await fetchCatalogues(endpoints, signal);
  const buildRegistry = (): ModelRegistry => {
    const today = new Date(wallMs()).toISOString().slice(0, 10);
    return createModelRegistry({ endpoints, catalogues, allowExpensive, dataPolicy, today });
  };
  let registry = buildRegistry();
  const choice = await choose();

  async function choose(): Promise<ModelChoice> {
    try {
      return chooseModel({ wanted, registry, catalogues });
    } catch (thrown) {
      throw await explainAbsence(thrown, endpoints, signal);
    }
  }

  const tellRetirements = (): void => {
    for (const retirement of retirementsOf(choice.model, registry, wallMs())) onRetiring(retirement);
  };
  for (const told of catalogues.values()) if (told instanceof AppError) onFailure(told);
  tellRetirements();

  // Reads the vocabulary now, so that nobody in a call waits for it.
  countTokens(choice.model, '');
  const openRouter = catalogues.get('openrouter');
  const account = openRouter === undefined || openRouter instanceof AppError ? undefined : openRouter.account;
  const gate = createRequestGate({ account, wallMs, ...(clock && { clock }) });
  const { onBudget, limits } = options;
  const budget =
    usage &&
    createBudget({ usage, limits: settings.budget ?? {}, wallMs, ...(onBudget && { onWarning: onBudget }) });
  /** Made when first asked; as many as there are names. */
  const clients = new Map<string, ChatClient>();

  function clientOf(model: ChosenModel): ChatClient {
    // A price that changed is another request to OpenRouter.
    const key = JSON.stringify([model.alias, model.pricing]);
    const known = clients.get(key);
    if (known) return known;
    const client = createChatClient({
      model,
      keys: settings,
      dataPolicy,
      gate,
      onRetry: onFailure,
      ...(limits && { limits }),
    });
    clients.set(key, client);
    return client;
  }

  function find(name: string): ChosenModel {
    if (name === choice.model.alias) return choice.model;
    const found = registry.find(name);
    if (found === undefined) throw unknownModel(name);
    if (found.refusal) throw found.refusal;
    return found.model;
  }

  function modelFor(guildId: string | undefined, alias?: string): ChosenModel {
    const chosen = (guildId === undefined ? undefined : serverModels?.get(guildId)) ?? alias;
    return chosen === undefined ? choice.model : find(chosen);
  }

  function prepare(messages: readonly ChatMessage[], { asker, alias, maxReplyTokens }: AskOptions) {
    const model = modelFor(asker.guildId, alias);
    return {
      client: clientOf(model),
      options: {
        maxReplyTokens,
        onUsage: (used: ChatUsage) => onUsage?.(used, model, asker),
        ...(budget && { reserve: (most: number) => budget.reserve(model, messages, most, asker) }),
      },
    };
  }

  return {
    defaultModel: choice.model,
    isComplete: ![...catalogues.values()].some((told) => told instanceof AppError),
    budget: settings.budget ?? {},
    describe: () => describeChoice(choice),
    list: () => registry.list(),
    find,
    modelFor,
    async *reply(messages, within, ask) {
      const prepared = prepare(messages, ask);
      yield* prepared.client.reply(messages, within, prepared.options);
    },
    async complete(messages, within, ask) {
      const prepared = prepare(messages, ask);
      return prepared.client.complete(messages, within, prepared.options);
    },
    async refresh(within) {
      const told = await fetchCatalogues(endpoints, within);
      const before = catalogues;
      const isKnown = (provider: ProviderName): boolean =>
        told.get(provider) instanceof AppError && before.has(provider);
      catalogues = new Map(
        [...told].map(([provider, news]) => [provider, (isKnown(provider) && before.get(provider)) || news]),
      );
      registry = buildRegistry();
      const failures = [...told.values()].filter((one) => one instanceof AppError);
      failures.forEach(onFailure);
      tellRetirements();
      const refusal = registry.find(choice.model.alias)?.refusal;
      if (refusal && refusal !== catalogues.get(choice.model.provider)) onFailure(refusal);
      return failures.length === 0;
    },
  };
}
