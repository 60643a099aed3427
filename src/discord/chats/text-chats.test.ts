import { expect, test } from 'vitest';
import { AppError, systemClock } from '#core';
import type { ChatModel, PromptModel } from '#conversation';
import { createEventBus } from '#events';
import { defaultPersona, type Persona } from '#personas';
import { createConversationsRepository, createGuildSettingsRepository } from '#store';
import { recordingLogger } from '../../events/testing/recording-logger.ts';
import { temporaryDatabase } from '../../store/testing/temporary-store.ts';
import { createMemories } from '../memories.ts';
import { createGuildSettings } from '../settings/index.ts';
import { createTextChats } from './text-chats.ts';

const promptModelOf = (): PromptModel => ({ countTokens: (text) => Math.ceil(text.length / 4) });
const personaOf = (): Persona => defaultPersona;

/** Written conversations with a model that answers when the test says so. */
function openChats() {
  const database = temporaryDatabase('app');
  const requests: { readonly said: string; answer(text: string): void; fail(error: Error): void }[] = [];
  const chatModel: ChatModel = {
    async *reply(messages) {
      yield await new Promise<string>((resolve, reject) => {
        requests.push({ said: messages.at(-1)?.content ?? '', answer: resolve, fail: reject });
      });
    },
  };
  const bus = createEventBus(recordingLogger().logger);
  const settings = createGuildSettings({
    repository: createGuildSettingsRepository(database),
    onUnusable: (error) => bus.emitError(error),
  });
  const repository = createConversationsRepository(database);
  const memories = createMemories({
    repository,
    settings,
    chatModel,
    promptModelOf,
    clock: systemClock,
    bus,
  });
  const { signal } = new AbortController();
  const shared = { chatModel, personaOf, promptModelOf, memories, clock: systemClock, bus, signal };
  const chats = createTextChats(shared);
  const ask = (text: string, channelId = 'general'): Promise<string> => {
    const question = { guildId: 'one', channelId, id: text, userId: 'ada', name: 'Ada', text };
    return chats.answer(question, signal);
  };
  return { ask, requests, memories, settings, repository };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('messages of a channel are answered one after the other, those of another channel beside them', async () => {
  const { ask, requests } = openChats();
  const first = ask('One.');
  const second = ask('Two.');
  const elsewhere = ask('Three.', 'other');
  await settle();
  expect(requests.map(({ said }) => said)).toEqual(['Ada (in writing): One.', 'Ada (in writing): Three.']);

  requests[0]?.answer('First.');
  requests[1]?.answer('Third.');
  expect(await first).toBe('First.');
  expect(await elsewhere).toBe('Third.');
  await settle();
  requests[2]?.answer('Second.');
  expect(await second).toBe('Second.');
});

test('an answer that fails is told to who asked, and the next message is answered', async () => {
  const { ask, requests, memories } = openChats();
  const first = ask('One.');
  const second = ask('Two.');
  await settle();
  requests[0]?.fail(new AppError('LLM_UPSTREAM', { message: 'scripted' }));
  await expect(first).rejects.toMatchObject({ code: 'LLM_UPSTREAM' });
  await settle();
  requests[1]?.answer('Second.');
  expect(await second).toBe('Second.');
  expect(memories.read('one', 'general')).toEqual({ summary: undefined, exchanges: 1 });
});

test('when too many messages wait, the next one is refused', async () => {
  const { ask, requests } = openChats();
  const taken = Array.from({ length: 8 }, (_, index) => ask(`${index}.`));
  await expect(ask('One more.')).rejects.toMatchObject({ code: 'CHAT_BUSY' });
  for (let index = 0; index < taken.length; index += 1) {
    await settle();
    await settle();
    requests[index]?.answer('Yes.');
    await taken[index];
  }
  const after = ask('Now?');
  await settle();
  await settle();
  requests.at(-1)?.answer('Now.');
  expect(await after).toBe('Now.');
});

test('a server that keeps nothing has nothing kept, and what it had is deleted at once', async () => {
  const { ask, requests, memories, settings, repository } = openChats();
  const first = ask('My secret.');
  await settle();
  requests[0]?.answer('Noted.');
  await first;
  expect(memories.read('one', 'general').exchanges).toBe(1);

  settings.set({ guildId: 'one', name: 'rememberDays', text: '0', userId: 'ada' });
  const second = ask('Another.');
  await settle();
  requests[1]?.answer('Noted.');
  await second;
  expect(repository.of('one', 'general').load().exchanges).toEqual([]);
});
