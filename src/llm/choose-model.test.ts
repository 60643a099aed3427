import { expect, test } from 'vitest';

import { chooseModel, describeModel, type ModelSettings } from './choose-model.ts';
import { MODELS, PROVIDERS } from './models.ts';

const failureOf = (settings: ModelSettings): unknown => {
  try {
    return chooseModel(settings);
  } catch (thrown) {
    return thrown;
  }
};

test('with the key of OpenRouter and nothing else, the free default is chosen', () => {
  expect(chooseModel({ openRouterKey: 'k', openAiKey: 'k', groqKey: 'k' })).toMatchObject({
    alias: 'openrouter-dolphin-free',
    provider: 'openrouter',
    modelId: 'cognitivecomputations/dolphin-mistral-24b-venice-edition:free',
    baseUrl: 'https://openrouter.ai/api/v1',
    apiKeyVariable: 'OPENROUTER_API_KEY',
    tier: 'FREE',
  });
});

test.each([
  [{ openAiKey: 'k' }, 'openai-gpt-4o-mini'],
  [{ openAiKey: 'k', togetherKey: 'k' }, 'together-qwen-3.5-9b'],
  [{ openAiKey: 'k', togetherKey: 'k', groqKey: 'k' }, 'groq-llama-3.1-8b'],
])('the cheapest model whose key is there is chosen: %j', (settings, alias) => {
  expect(chooseModel(settings).alias).toBe(alias);
});

test('an alias is taken even if it is not the cheapest', () => {
  const settings = {
    groqKey: 'k',
    openRouterKey: 'k',
    defaultModel: ' groq-llama-3.3-70b ',
  };
  expect(chooseModel(settings)).toMatchObject({ modelId: 'llama-3.3-70b-versatile', tier: 'BUDGET' });
});

test('an alias without its key says which key is missing', () => {
  expect(failureOf({ openRouterKey: '  ', defaultModel: 'openrouter-mistral-nemo' })).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('OPENROUTER_API_KEY') as string,
  });
});

test('an unknown alias lists the known ones', () => {
  expect(failureOf({ openRouterKey: 'k', defaultModel: 'openrouter/auto' })).toMatchObject({
    code: 'LLM_MODEL_UNKNOWN',
    message: expect.stringContaining('openrouter-dolphin-free') as string,
  });
});

test('without any key it says what can be set', () => {
  expect(failureOf({ openRouterKey: '' })).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/OPENROUTER_API_KEY.*GROQ_API_KEY.*LLM_BASE_URL/u) as string,
  });
});

test('a server of your own is free, and is asked for DEFAULT_LLM_MODEL as it stands', () => {
  const settings = {
    baseUrl: 'http://127.0.0.1:11434/v1/',
    defaultModel: 'llama3.2:3b',
    openRouterKey: 'k',
  };
  expect(chooseModel(settings)).toMatchObject({
    alias: 'llama3.2:3b',
    provider: 'local',
    modelId: 'llama3.2:3b',
    baseUrl: 'http://127.0.0.1:11434/v1',
    apiKeyVariable: 'LLM_API_KEY',
    tier: 'FREE',
  });
  expect(chooseModel({ baseUrl: 'http://localhost:8080/v1' }).modelId).toBe('default');
});

test.each(['127.0.0.1:11434', 'ftp://host/v1', 'http://user:secret@host/v1', 'http://host/v1?key=secret'])(
  'the address %s is refused without being quoted',
  (address) => {
    const failure = failureOf({ baseUrl: address });
    expect(failure).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(String(failure)).not.toContain('secret');
  },
);

test('the cost is told with the tier, the price and the end', () => {
  expect(describeModel(chooseModel({ openAiKey: 'k' }))).toBe(
    'openai-gpt-4o-mini: CHEAP, $0.150 in and $0.600 out per million tokens; ends on 2027-01-14',
  );
  expect(describeModel(chooseModel({ openRouterKey: 'k' }))).toBe(
    'openrouter-dolphin-free: FREE, $0 in and $0 out per million tokens',
  );
  expect(describeModel(chooseModel({ baseUrl: 'http://localhost:1/v1' }))).toBe(
    'default: FREE, on a server of your own',
  );
});

test('every model can be chosen by its alias and none is dear', () => {
  for (const { alias, provider } of MODELS) {
    const settings = { [PROVIDERS[provider].apiKeyName]: 'k', defaultModel: alias };
    expect(chooseModel(settings).tier).not.toBe('EXPENSIVE');
  }
  expect(new Set(MODELS.map((model) => model.alias)).size).toBe(MODELS.length);
});

test('no router stands in the registry, and a price of nought on OpenRouter means a :free model', () => {
  for (const { provider, modelId, pricing } of MODELS) {
    expect(modelId).not.toMatch(/^openrouter\/|:online$|claude/u);
    if (provider !== 'openrouter') continue;
    expect([modelId, modelId.endsWith(':free')]).toEqual([modelId, pricing.outputUsdPerMillion === 0]);
  }
});
