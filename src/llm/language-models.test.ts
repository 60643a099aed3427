import { afterEach, beforeEach, expect, test } from 'vitest';

import type { AppError } from '#core';

import { type ChatServer, startChatServer } from '../../loopback/llm/index.ts';
import { type LanguageModels, type LanguageModelSettings, openLanguageModels } from './language-models.ts';
import { DEFAULT_ALIAS, MODELS } from './models.ts';
import { ALL_KEYS } from './testing/pinned-model.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const DOLPHIN = MODELS.find(({ alias }) => alias === DEFAULT_ALIAS)?.modelId ?? '';
const FREE = { prompt: '0', completion: '0' };
const LLAMA = {
  id: 'meta-llama/llama-3.1-8b-instruct',
  pricing: { prompt: '0.00000003', completion: '0.00000005' },
};
const NEMO = { id: 'mistralai/mistral-nemo', pricing: { prompt: '0.000000029', completion: '0.00000003' } };
const signal = new AbortController().signal;

let server: ChatServer;
beforeEach(async () => {
  server = await startChatServer({ shape: 'openrouter', reply: 'Bees.' });
});
afterEach(() => server.close());

const listOf = (...models: readonly unknown[]) => ({ body: { data: models } });

/** OpenRouter as it offers these models; all of them keep nothing unless said otherwise. */
function offer(models: readonly unknown[], discreet = models, key: unknown = { is_free_tier: false }): void {
  server.serve('/models', listOf(...models));
  server.serve('/models?zdr=true', listOf(...discreet));
  server.serve('/key', { body: { data: key } });
}

const open = (settings: Partial<LanguageModelSettings> = {}, more = {}): Promise<LanguageModels> =>
  openLanguageModels({
    settings: {
      openRouterKey: ALL_KEYS.openRouterKey,
      providerUrls: { openrouter: server.baseUrl, groq: server.baseUrl, openai: server.baseUrl },
      ...settings,
    },
    signal,
    wallMs: () => NOW_MS,
    ...more,
  });

const failureOf = (settings: Partial<LanguageModelSettings>): Promise<AppError> =>
  open(settings).then(
    () => expect.unreachable(),
    (thrown: AppError) => thrown,
  );

test('the default is taken if it is still offered, with the price of today', async () => {
  offer([LLAMA, { id: DOLPHIN, pricing: FREE, context_length: 4096 }]);
  const models = await open();
  expect(models.defaultModel).toMatchObject({ alias: DEFAULT_ALIAS, contextTokens: 4096, tier: 'FREE' });
  expect(models.describe()).toBe(
    'openrouter-dolphin-free: FREE, $0 in and $0 out per million tokens (the default)',
  );
});

test('if it is not, the cheapest that can be used is taken, and what was missing is said', async () => {
  offer([LLAMA, NEMO, { id: 'x/coder:free', pricing: FREE }, { id: 'x/small:free', pricing: FREE }]);
  expect((await open()).describe()).toBe(
    'openrouter:x/small:free: FREE, $0 in and $0 out per million tokens (the cheapest that can be used; ' +
      `OpenRouter does not offer ${DOLPHIN} (any more).)`,
  );
  offer([LLAMA, NEMO]);
  const { defaultModel } = await open();
  expect(defaultModel).toMatchObject({ alias: 'openrouter-mistral-nemo', priceSource: 'catalogue' });
});

test('of models at the same price, one that is known, does not think at length and has room is taken', async () => {
  const thinker = {
    id: 'a/thinker:free',
    pricing: FREE,
    supported_parameters: ['reasoning'],
    context_length: 9e5,
  };
  const small = { id: 'b/small:free', pricing: FREE, context_length: 8192 };
  const large = { id: 'c/large:free', pricing: FREE, context_length: 32_768 };
  offer([thinker, small, large]);
  expect((await open()).defaultModel.modelId).toBe('c/large:free');
  offer([thinker, small, large, { id: 'google/gemma-4-26b-a4b-it:free', pricing: FREE }]);
  expect((await open()).defaultModel.alias).toBe('openrouter-gemma-4-free');
});

test('a free model whose hosts keep what is said is not taken, unless the owner allows it', async () => {
  const free = { id: 'x/small:free', pricing: FREE };
  offer([free, LLAMA], [LLAMA]);
  expect((await open()).defaultModel.modelId).toBe(LLAMA.id);
  expect((await open({ dataPolicy: 'no-training' })).defaultModel.modelId).toBe(free.id);
  expect((await failureOf({ defaultModel: 'openrouter:x/small:free' })).message).toContain('LLM_DATA_POLICY');
});

test('an account that cannot pay is given free models only, or told so', async () => {
  offer([LLAMA, { id: 'x/small:free', pricing: FREE }], undefined, { is_free_tier: true });
  expect((await open()).defaultModel.modelId).toBe('x/small:free');
  expect(await failureOf({ defaultModel: 'openrouter-llama-3.1-8b' })).toMatchObject({
    code: 'LLM_NO_CREDIT',
  });
  offer([LLAMA], undefined, { is_free_tier: true });
  expect(await failureOf({})).toMatchObject({
    code: 'LLM_MODEL_GONE',
    message: expect.stringContaining('OPENROUTER_API_KEY has none left') as string,
  });
});

test('a model that is named and gone is an error that says why and lists the free ones of today', async () => {
  offer([LLAMA, { id: 'x/small:free', pricing: FREE }]);
  server.serve(`/model/${DOLPHIN.replace(':', '%3A')}`, {
    status: 404,
    body: { error: { code: 404, message: 'The free variant ended on July 27th.' } },
  });
  expect(await failureOf({ defaultModel: DEFAULT_ALIAS })).toMatchObject({
    code: 'LLM_MODEL_GONE',
    message:
      `OpenRouter does not offer ${DOLPHIN} (any more). Free today: openrouter:x/small:free. ` +
      'OpenRouter says: The free variant ended on July 27th.',
  });
});

test('a model whose end has come is gone since that day', async () => {
  server.serve('/models', listOf({ id: 'gpt-4o-mini', shutdown_date: '2026-11-01' }));
  expect(
    await failureOf({ openRouterKey: '', openAiKey: 'k', defaultModel: 'openai-gpt-4o-mini' }),
  ).toMatchObject({
    code: 'LLM_MODEL_GONE',
    message:
      'OpenAI does not offer gpt-4o-mini since 2026-11-01. No free model can be used with the present keys.',
  });
});

test.each([
  ['openrouter:big/dear', 'costs $3.000 in and $15.000 out per million tokens'],
  ['openrouter:anthropic/claude-mini', 'is a Claude model'],
])('%s is refused unless the owner allows it', async (defaultModel, why) => {
  const dear = { id: 'big/dear', pricing: { prompt: '0.000003', completion: '0.000015' } };
  const claude = { id: 'anthropic/claude-mini', pricing: LLAMA.pricing };
  offer([dear, claude]);
  const refusal = await failureOf({ defaultModel });
  expect(refusal.code).toBe('LLM_MODEL_REFUSED');
  expect(refusal.message).toContain(why);
  expect(refusal.message).toContain('ALLOW_EXPENSIVE_MODELS=true');
  expect((await open({ defaultModel, allowExpensive: true })).defaultModel.alias).toBe(defaultModel);
});

test('a model without a price is not used', async () => {
  server.serve('/models', listOf({ id: 'o9' }));
  expect(await failureOf({ openAiKey: 'k', openRouterKey: '', defaultModel: 'openai:o9' })).toMatchObject({
    code: 'LLM_MODEL_REFUSED',
    message: 'OpenAI does not tell what o9 costs, so it is not used.',
  });
});

test('a name that nobody knows lists those that are known; one without its key says which', async () => {
  offer([LLAMA]);
  expect(await failureOf({ defaultModel: 'gpt-3' })).toMatchObject({
    code: 'LLM_MODEL_UNKNOWN',
    message: expect.stringContaining('groq-llama-3.1-8b') as string,
  });
  expect(await failureOf({ defaultModel: 'groq-llama-3.1-8b' })).toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'groq-llama-3.1-8b needs GROQ_API_KEY, which is not set.',
  });
});

test('without any key it says what can be set', async () => {
  expect(await failureOf({ openRouterKey: ' ' })).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/OPENROUTER_API_KEY.*GROQ_API_KEY.*LLM_BASE_URL/u) as string,
  });
});

test('a provider that refuses the key or cannot be reached cannot be chosen from', async () => {
  offer([LLAMA]);
  server.serve('/key', { status: 401, body: { error: { code: 401, message: 'No such key.' } } });
  expect(await failureOf({})).toMatchObject({ code: 'LLM_AUTH' });
  expect(await failureOf({ defaultModel: 'openrouter-llama-3.1-8b' })).toMatchObject({ code: 'LLM_AUTH' });
  const providerUrls = { openrouter: 'http://127.0.0.1:9/v1' };
  expect(await failureOf({ providerUrls })).toMatchObject({ code: 'LLM_UNREACHABLE' });
});

test('a named model is taken unverified while its provider cannot be reached, and the failure is told', async () => {
  const failures: AppError[] = [];
  const settings = {
    providerUrls: { openrouter: 'http://127.0.0.1:9/v1' },
    defaultModel: 'openrouter-llama-3.1-8b',
  };
  const models = await open(settings, { onFailure: (error: AppError) => failures.push(error) });
  expect(models.describe()).toContain('not verified: OpenRouter cannot be reached.');
  expect(failures.map(({ code }) => code)).toEqual(['LLM_UNREACHABLE']);
});

test('of a server of your own the first model is taken, or the named one if it is there', async () => {
  const settings = { openRouterKey: '', baseUrl: server.baseUrl };
  server.serve('/models', listOf({ id: 'nomic-embed-text' }, { id: 'llama3.2:latest' }, { id: 'qwen:7b' }));
  expect((await open(settings)).describe()).toBe(
    'llama3.2:latest: FREE, $0 in and $0 out per million tokens, on a server of your own (the first of 2 that the server lists)',
  );
  expect((await open({ ...settings, defaultModel: ' llama3.2 ' })).defaultModel).toMatchObject({
    alias: 'llama3.2',
    modelId: 'llama3.2:latest',
  });
  expect(await failureOf({ ...settings, defaultModel: 'phi' })).toMatchObject({
    code: 'LLM_MODEL_GONE',
    message: expect.stringContaining('Free today: llama3.2:latest, qwen:7b.') as string,
  });
  server.serve('/models', listOf());
  expect(await failureOf(settings)).toMatchObject({ code: 'LLM_MODEL_GONE' });
});

test.each(['127.0.0.1:11434', 'ftp://host/v1', 'http://user:secret@host/v1', 'http://host/v1?key=secret'])(
  'the address %s is refused without being quoted',
  async (baseUrl) => {
    const failure = await failureOf({ baseUrl });
    expect(failure).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(String(failure)).not.toContain('secret');
  },
);

test('a server chooses for itself, before the persona; what it chose is not replaced when it goes', async () => {
  offer([LLAMA, NEMO, { id: DOLPHIN, pricing: FREE }]);
  const chosen = new Map([['g1', 'openrouter-llama-3.1-8b']]);
  const models = await open({}, { serverModels: chosen });
  expect(models.modelFor('g1', 'openrouter-mistral-nemo').alias).toBe('openrouter-llama-3.1-8b');
  expect(models.modelFor('g2', 'openrouter-mistral-nemo').alias).toBe('openrouter-mistral-nemo');
  expect(models.modelFor(undefined).alias).toBe(DEFAULT_ALIAS);
  const asker = { guildId: 'g1', purpose: 'text' };
  expect(await models.complete([{ role: 'user', content: 'Hi' }], signal, { asker })).toBe('Bees.');
  expect(server.requests.at(-1)?.body).toMatchObject({ model: LLAMA.id });

  offer([NEMO]);
  await models.refresh(signal);
  const gone = expect.objectContaining({ code: 'LLM_MODEL_GONE' }) as Error;
  await expect(models.complete([{ role: 'user', content: 'Hi' }], signal, { asker })).rejects.toEqual(gone);
  expect(models.modelFor('g2').alias).toBe(DEFAULT_ALIAS);
});

test('what was known of a provider holds while it cannot be asked', async () => {
  offer([LLAMA, NEMO]);
  const failures: AppError[] = [];
  const models = await open({}, { onFailure: (error: AppError) => failures.push(error) });
  expect(models.isComplete).toBe(true);
  server.serve('/models', { status: 500, body: { error: { message: 'down' } } });
  expect(await models.refresh(signal)).toBe(false);
  expect(failures.map(({ code }) => code)).toEqual(['LLM_UPSTREAM']);
  expect(models.find('openrouter-llama-3.1-8b').modelId).toBe(LLAMA.id);
  offer([NEMO]);
  expect(await models.refresh(signal)).toBe(true);
  expect(() => models.find('openrouter-llama-3.1-8b')).toThrow('does not offer');
});

test('models that end soon are told at the start and with every refresh', async () => {
  offer([{ id: DOLPHIN, pricing: FREE, expiration_date: '2026-12-01' }, LLAMA]);
  const retiring: unknown[] = [];
  const failures: AppError[] = [];
  const models = await open(
    {},
    {
      onRetiring: (one: unknown) => retiring.push(one),
      onFailure: (error: AppError) => failures.push(error),
    },
  );
  expect(retiring).toEqual([
    {
      model: 'openrouter-dolphin-free: FREE, $0 in and $0 out per million tokens; ends on 2026-12-01',
      endsOn: '2026-12-01',
      daysLeft: 9,
    },
  ]);
  offer([LLAMA]);
  await models.refresh(signal);
  expect(failures.map(({ code }) => code)).toEqual(['LLM_MODEL_GONE']);
  expect(models.defaultModel.alias).toBe(DEFAULT_ALIAS);
});

test('the list has what can be named, and why some of it cannot be used', async () => {
  offer([LLAMA, { id: 'x/small:free', pricing: FREE }, { id: 'x/kept:free', pricing: FREE }], [LLAMA]);
  const rows = (await open({ dataPolicy: 'zdr' })).list();
  const byAlias = new Map(rows.map(({ model, refusal }) => [model.alias, refusal?.code]));
  expect(byAlias.get('openrouter-llama-3.1-8b')).toBeUndefined();
  expect(byAlias.get(DEFAULT_ALIAS)).toBe('LLM_MODEL_GONE');
  expect(byAlias.get('groq-llama-3.1-8b')).toBe('CONFIG_INVALID');
  expect([...byAlias.keys()]).not.toContain('openrouter:x/kept:free');
});
