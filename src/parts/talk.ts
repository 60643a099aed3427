import { systemClock } from '#core';
import type { ChatModel, PromptModel } from '#conversation';
import {
  createGuildSettings,
  createMemories,
  createTextChats,
  forgetOldLatencies,
  type GuildSettings,
  type GuildSettingsBook,
  type Memories,
  type TextChats,
} from '#discord';
import type { EventBus } from '#events';
import { countTokens, type ChosenModel } from '#llm';
import type { Persona, PersonaPlace } from '#personas';
import {
  createConversationsRepository,
  createGuildSettingsRepository,
  createTurnLatenciesRepository,
  type OpenDatabase,
  type TurnLatenciesRepository,
} from '#store';

/** What is known of servers and conversations beside the calls themselves. */
export interface Talk {
  readonly settings: GuildSettingsBook;
  readonly memories: Memories;
  readonly latencies: TurnLatenciesRepository;
  readonly promptModelOf: (guildId: string) => PromptModel;
  readonly modelFor: (guildId: string) => ChosenModel;
  readonly chats: TextChats;
  /** Deletes everything that a person said, wherever it is kept. @returns how many remarks. */
  readonly forgetPerson: (userId: string) => number;
}

/** What it is made from. */
export interface TalkOptions {
  /** The app database. */
  readonly database: OpenDatabase;
  /** The model of a server. */
  readonly modelFor: (guildId: string) => ChosenModel;
  readonly chatModel: ChatModel;
  readonly personaOf: (place: PersonaPlace) => Persona;
  /** What the owner has set for every server. */
  readonly defaults: Partial<GuildSettings>;
  /** Deletes what other parts have kept of a person. */
  readonly forgetElsewhere?: (userId: string) => void;
  readonly bus: EventBus;
  /** Aborts when the process ends. */
  readonly signal: AbortSignal;
}

/** Opens settings, memories and written conversations; `parts` ends their upkeep. */
export function openTalk(options: TalkOptions, parts: AsyncDisposableStack): Talk {
  const { database, modelFor, chatModel, personaOf, defaults, bus, signal } = options;
  const settings = createGuildSettings({
    repository: createGuildSettingsRepository(database),
    defaults,
    onUnusable: (error, guildId) => bus.emitError(error, { guildId }),
  });
  const promptModelOf = (guildId: string): PromptModel => {
    const model = modelFor(guildId);
    return { countTokens: (text) => countTokens(model, text).tokens, contextTokens: model.contextTokens };
  };
  const memories = createMemories({
    repository: createConversationsRepository(database),
    settings,
    chatModel,
    promptModelOf,
    clock: systemClock,
    bus,
  });
  parts.defer(memories.keepClean());
  const forgetPerson = (userId: string): number => {
    options.forgetElsewhere?.(userId);
    return memories.forgetPerson(userId);
  };
  const latencies = createTurnLatenciesRepository(database);
  forgetOldLatencies(latencies);
  const chats = createTextChats({
    chatModel,
    personaOf,
    promptModelOf,
    memories,
    clock: systemClock,
    bus,
    signal,
  });
  return { settings, memories, latencies, promptModelOf, modelFor, chats, forgetPerson };
}
