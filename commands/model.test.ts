import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#core';
import { createDownload, createPageMemory, registerCommands, routeCommands } from '#discord';
import { createEventBus } from '#events';
import { openLanguageModels, type LanguageModels } from '#llm';
import type { LoopbackMember } from '#loopback';
import { createModelUsageRepository, createServerModelsRepository } from '#store';
import { startChatServer, type ChatServer } from '../loopback/llm/index.ts';
import { startTestBot, type TestBot } from '../loopback/test-bot.ts';
import { recordingLogger } from '../src/events/testing/recording-logger.ts';
import { temporaryDatabase } from '../src/store/testing/temporary-store.ts';
import type { CommandServices } from './command.ts';
import { model } from './model.ts';
import { usage } from './usage.ts';

const price = (usdPerToken: string) => ({ prompt: usdPerToken, completion: usdPerToken });
const stopping = new AbortController();

let chat: ChatServer;
let bot: TestBot;
let models: LanguageModels;
let admin: LoopbackMember;
let ada: LoopbackMember;

beforeEach(async () => {
  chat = await startChatServer({ shape: 'openrouter', reply: 'Bees like Aberdeen.' });

  const offered = [
    { id: 'a/gift:free', pricing: price('0'), context_length: 32_768 },
    { id: 'b/cheap', pricing: price('0.0000001') },
    { id: 'c/dear', pricing: price('0.00001') },
  ];
  chat.serve('/models', { body: { data: offered } });
  chat.serve('/key', { body: { data: { is_free_tier: false } } });
  const app = temporaryDatabase('app');
  const serverModels = createServerModelsRepository(app);
  const books = createModelUsageRepository(app);
  models = await openLanguageModels({
    settings: {
      openRouterKey: 'key',
      providerUrls: { openrouter: chat.baseUrl },
      budget: { perServerUsd: 0.5, perPersonUsd: 0.25 },
    },
    signal: stopping.signal,
    usage: books,
    serverModels,
  });
  const commands = [model, usage];
  const services = { mind: { models, usage: books, serverModels } } as unknown as CommandServices;
  bot = await startTestBot({}, (_guild, client) => {
    routeCommands({
      client,
      commands,
      services,
      roles: { rolesFor: () => undefined },
      pages: createPageMemory(systemClock),
      download: createDownload(client.options.rest?.api),
      bus: createEventBus(recordingLogger().logger),
      clock: systemClock,
      signal: stopping.signal,
    });
  });
  await registerCommands(bot.client, commands);
  bot.guild.createTextChannel('general');
  admin = bot.guild.createMember('Root', { permissions: ['ManageGuild'] });
  ada = bot.guild.createMember('Ada');
});
afterEach(async () => {
  await bot.close();
  await chat.close();
});

/** Lets Ada ask something in this server. @returns the model that was asked. */
async function ask(text: string): Promise<unknown> {
  const asker = { guildId: bot.guild.id, userId: ada.id, purpose: 'text' };
  const messages = [{ role: 'user', content: text }] as const;
  for await (const piece of models.reply(messages, stopping.signal, { asker })) expect(piece).not.toBe('');
  const { body } = chat.requests.at(-1) ?? expect.fail('nothing was asked');
  return (body as { readonly model: string }).model;
}

test('a server chooses its model for the next answer, and takes the default again', async () => {
  expect(await ask('Hello')).toBe('a/gift:free');
  const chosen = await admin.run('model use', { options: { name: 'openrouter:b/cheap' } });
  expect(chosen.content).toContain('openrouter:b/cheap: CHEAP, $0.100 in and $0.100 out per million tokens');
  expect(await ask('Hello')).toBe('b/cheap');
  expect((await ada.run('model list')).content).toContain('chosen for this server');
  expect((await admin.run('model use')).content).toContain('the default again: openrouter:a/gift:free');
  expect((await admin.run('model use')).content).toContain('Nothing was chosen here');
  expect(await ask('Hello')).toBe('a/gift:free');
});

test('what cannot be used is refused with the reason, and changes nothing', async () => {
  const dear = await admin.run('model use', { options: { name: 'openrouter:c/dear' } });
  expect(dear.content).toContain('LLM_MODEL_REFUSED');
  expect(dear.content).toContain('ALLOW_EXPENSIVE_MODELS');
  expect((await admin.run('model use', { options: { name: 'nothing' } })).content).toContain(
    'LLM_MODEL_UNKNOWN',
  );
  expect(await ask('Hello')).toBe('a/gift:free');
});

test('only who may manage the server chooses', async () => {
  const answer = await ada.run('model use', { options: { name: 'openrouter:b/cheap' } });
  expect(answer.content).toContain('You may not use /model use');
});

test('the list has what can be used first, the rest with why it cannot, and prices in a table', async () => {
  const { content } = await ada.run('model list');
  const lines = content.split('\n');
  expect(lines[0]).toContain('openrouter:a/gift:free: FREE');
  expect(lines[2]).toBe(
    '**openrouter:a/gift:free**: FREE, $0 in and $0 out per million tokens, reads up to 32,768 tokens',
  );
  expect(content).toContain('~~groq-llama-3.1-8b~~: groq-llama-3.1-8b needs GROQ_API_KEY, which is not set.');
  expect((await ada.run('model cost')).content).toMatch(/^groq-llama-3\.1-8b +CHEAP +0\.05 +0\.08$/mu);
});

test('/usage shows what was taken, what it cost and what is left', async () => {
  expect((await ada.run('usage')).content).toContain('**you**: nothing yet');
  await admin.run('model use', { options: { name: 'openrouter:b/cheap' } });
  await ask('Hello');
  const { content } = await ada.run('usage', { options: { days: 7 } });
  expect(content).toContain('**The last 7 days (UTC)**');
  expect(content).toContain('**this server**: 1 answer, 1 tokens in, 3 out, $0.0000030');
  expect(content).toContain('- openrouter:b/cheap: 1 answer');
  expect(content).toContain("left of today's budget: $0.50 of $0.50");
  const others = await admin.run('usage');
  expect(others.content).toContain('**you**: nothing yet');
});
