import type { Clock } from '#core';
import { Memory, type ChatModel, type MemoryOptions, type PromptModel } from '#conversation';
import type { EventBus } from '#events';
import type { ConversationsRepository } from '#store';
import type { GuildSettingsBook } from './settings/index.ts';

const MS_PER_DAY = 86_400_000;
/** What memory may take of a model's context at most: prompt, reply and what is said now need the rest. */
const MAX_CONTEXT_SHARE = 0.5;
/** How often what has grown too old is deleted, in ms. */
const CLEANING_INTERVAL_MS = 6 * 3_600_000;

/** What memories are made from. */
export interface MemoriesOptions {
  readonly repository: ConversationsRepository;
  readonly settings: GuildSettingsBook;
  readonly chatModel: ChatModel;
  readonly promptModelOf: (guildId: string) => PromptModel;
  readonly clock: Clock;
  readonly bus: EventBus;
}

/** A memory in use, until it is disposed of. */
export interface OpenMemory extends Disposable {
  readonly memory: Memory;
}

/** What is remembered of every channel. */
export interface Memories {
  /** The memory of a channel, as its server's settings want it. */
  open(guildId: string, channelId: string): OpenMemory;
  /** What is remembered of a channel. */
  read(
    guildId: string,
    channelId: string,
  ): { readonly summary: string | undefined; readonly exchanges: number };
  /** Forgets a channel. @throws AppError `STORE_…`. */
  clear(guildId: string, channelId: string): void;
  /** Forgets what a person said, everywhere. @returns how many remarks. @throws AppError `STORE_…`. */
  forgetPerson(userId: string): number;
  /** Deletes what is older than its server wants, now and every few hours. @returns what ends that. */
  keepClean(): () => void;
}

/** Opens the memories of all channels. */
export function createMemories(options: MemoriesOptions): Memories {
  const { repository, settings, chatModel, promptModelOf, clock, bus } = options;
  const inUse = new Map<Memory, { readonly guildId: string; readonly channelId: string }>();

  const memoryOptions = (guildId: string): MemoryOptions => {
    const wanted = settings.of(guildId);
    const { contextTokens = Infinity } = promptModelOf(guildId);
    const budgetTokens = Math.min(wanted.memoryTokens, Math.floor(contextTokens * MAX_CONTEXT_SHARE));
    return { budgetTokens, wholeExchanges: wanted.wholeExchanges };
  };

  const clean = (guildIds: readonly string[]): void => {
    for (const guildId of guildIds) {
      try {
        const { rememberDays } = settings.of(guildId);
        repository.removeBefore(guildId, Date.now() - rememberDays * MS_PER_DAY);
      } catch (error) {
        // It is tried again in a few hours; whoever waits for something else has nothing to do with it.
        bus.emitError(error, { guildId });
      }
    }
  };

  settings.onChange((guildId, name) => {
    if (name === 'rememberDays') clean([guildId]);
    for (const [memory, place] of inUse) {
      if (place.guildId === guildId) memory.setOptions(memoryOptions(guildId));
    }
  });

  return {
    open(guildId, channelId) {
      const wanted = settings.of(guildId);
      const memory = new Memory(
        {
          chatModel: {
            reply: (messages, signal, asking) => chatModel.reply(messages, signal, { guildId, ...asking }),
          },
          countTokens: (text) => promptModelOf(guildId).countTokens(text),
          clock,
          report: (error) => bus.emitError(error, { guildId }),
          onSummary: (made) => bus.emit('memory.summarised', { channelId, ...made }, { guildId }),
          ...(wanted.rememberDays > 0 && { store: repository.of(guildId, channelId) }),
        },
        memoryOptions(guildId),
      );
      inUse.set(memory, { guildId, channelId });
      return { memory, [Symbol.dispose]: () => void inUse.delete(memory) };
    },
    read(guildId, channelId) {
      const running = [...inUse].find(
        ([, place]) => place.guildId === guildId && place.channelId === channelId,
      )?.[0];
      if (running) return { summary: running.summary, exchanges: running.exchangeCount };
      const { summary, exchanges } = repository.of(guildId, channelId).load();
      return { summary: summary?.text, exchanges: exchanges.length };
    },
    clear(guildId, channelId) {
      repository.of(guildId, channelId).clear();
      for (const [memory, place] of inUse) {
        if (place.guildId === guildId && place.channelId === channelId) memory.clear();
      }
    },
    forgetPerson(userId) {
      const count = repository.forgetPerson(userId);
      for (const memory of inUse.keys()) memory.forgetPerson(userId);
      bus.emit('memory.forgotten', { remarks: count });
      return count;
    },
    keepClean() {
      let cancel: (() => void) | undefined;
      const cleanAgain = (): void => {
        clean(repository.guildIds());
        cancel = clock.after(CLEANING_INTERVAL_MS, cleanAgain);
      };
      cleanAgain();
      return () => cancel?.();
    },
  };
}
