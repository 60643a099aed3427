import type { ChatModel } from '#conversation';
import {
  describeModel,
  openLanguageModels,
  type ChosenModel,
  type LanguageModels,
  type LanguageModelsOptions,
} from '#llm';
import { defaultPersona, type Persona } from '#personas';
import {
  createModelUsageRepository,
  createServerModelsRepository,
  type ModelUsageRepository,
  type ServerModelsRepository,
} from '#store';
import type { House } from './house.ts';

/** What thinks, and as whom. */
export interface Mind {
  readonly models: LanguageModels;
  /** What was asked of them, and what it cost. */
  readonly usage: ModelUsageRepository;
  /** Which one each server chose. */
  readonly serverModels: ServerModelsRepository;
  /** The models as conversations ask them. */
  readonly chatModel: ChatModel;
  /** The model of a server, to count for. */
  readonly modelFor: (guildId: string) => ChosenModel;
  readonly persona: Persona;
  /** By part, for the log and `/status`. */
  readonly modes: Readonly<Record<string, string>>;
}

/** How often the providers are asked anew what they offer, and how soon when one could not be asked. */
const REFRESH_MS = 24 * 60 * 60_000;
const REFRESH_AGAIN_MS = 10 * 60_000;
/** How long the books are kept. */
const BOOKS_MS = 400 * REFRESH_MS;

/**
 * Chooses the language model of this process and opens its books.
 *
 * @throws AppError `CONFIG_INVALID` or `LLM_…` when no model can be used, or the named one cannot.
 */
export async function openMind(house: House): Promise<Mind> {
  const usage = createModelUsageRepository(house.storage.app);
  const serverModels = createServerModelsRepository(house.storage.app);
  const { signal } = house;
  const settings = house.config.llm;
  const models = await openLanguageModels({ settings, signal, usage, serverModels, ...listeners(house) });
  keepUpToDate(house, models, usage);
  const chatModel: ChatModel = {
    reply: (messages, within, { guildId, userId, purpose = 'reply', alias } = {}) =>
      models.reply(messages, within, { asker: { guildId, userId, purpose }, alias }),
  };
  const modelFor = (guildId: string): ChosenModel => {
    try {
      return models.modelFor(guildId);
    } catch {
      // Every reply tells that the chosen model cannot be used; what is counted here is only room.
      return models.defaultModel;
    }
  };
  const modes = { model: models.describe() };
  return { models, usage, serverModels, chatModel, modelFor, persona: defaultPersona, modes };
}

function listeners({ bus }: House): Partial<LanguageModelsOptions> {
  return {
    onFailure: (error) => bus.emitError(error),
    onUsage: (used, model, { guildId, purpose }) => {
      const facts = guildId === undefined ? {} : { guildId };
      bus.emit('model.replied', { model: describeModel(model), purpose, usage: { ...used } }, facts);
    },
    onBudget: ({ scope, spentUsd, limitUsd, guildId }) => {
      const facts = { severity: 'warn', ...(guildId !== undefined && { guildId }) } as const;
      bus.emit('model.budget', { scope, spentUsd, limitUsd }, facts);
    },
    onRetiring: (retirement) => bus.emit('model.retiring', { ...retirement }, { severity: 'warn' }),
  };
}

function keepUpToDate(
  { bus, clock, parts, signal }: House,
  models: LanguageModels,
  usage: ModelUsageRepository,
): void {
  let cancel: (() => void) | undefined;
  const upkeep = async (): Promise<void> => {
    let isComplete = false;
    try {
      usage.prune(Date.now() - BOOKS_MS);
      isComplete = await models.refresh(signal);
    } catch (error) {
      if (signal.aborted) return;
      bus.emitError(error);
    }
    plan(isComplete ? REFRESH_MS : REFRESH_AGAIN_MS);
  };
  const plan = (delayMs: number): void => {
    cancel = clock.after(delayMs, () => void upkeep());
  };
  plan(models.isComplete ? REFRESH_MS : REFRESH_AGAIN_MS);
  parts.defer(() => cancel?.());
}
