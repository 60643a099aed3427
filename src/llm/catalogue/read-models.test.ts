import { expect, test } from 'vitest';

import { readAccount } from './read-account.ts';
import { readModels } from './read-models.ts';

test('OpenRouter tells prices per token, ends and uses; routers and searching variants are left out', () => {
  const pricing = { prompt: '0.00000002', completion: '0.00000004', request: '0' };
  const data = [
    { id: 'meta/llama', context_length: 131_072, pricing, expiration_date: '2027-03-01' },
    { id: 'big/thinker', pricing, supported_parameters: ['max_tokens', 'reasoning'] },
    { id: 'paint/er', pricing, architecture: { input_modalities: ['text'], output_modalities: ['image'] } },
    { id: 'some/coder', pricing },
    { id: 'ask/dear', pricing: { ...pricing, request: '0.01' } },
    { id: 'gift/small:free', pricing: { prompt: '0', completion: '0' } },
    { id: 'odd/nought', pricing: { prompt: '0', completion: '0' } },
    { id: 'openrouter/auto', pricing: { prompt: '-1', completion: '-1' } },
    { id: 'meta/llama:online', pricing },
    { id: '' },
    'not a model',
  ];
  const talk = { isForTalk: true, reasons: false };
  const cheap = { inputUsdPerMillion: 0.02, outputUsdPerMillion: 0.04 };
  expect(readModels('openrouter', { data })).toEqual([
    { modelId: 'meta/llama', ...talk, pricing: cheap, contextTokens: 131_072, endsOn: '2027-03-01' },
    { modelId: 'big/thinker', isForTalk: true, reasons: true, pricing: cheap },
    { modelId: 'paint/er', isForTalk: false, reasons: false, pricing: cheap },
    { modelId: 'some/coder', isForTalk: false, reasons: false, pricing: cheap },
    { modelId: 'ask/dear', ...talk },
    { modelId: 'gift/small:free', ...talk, pricing: { inputUsdPerMillion: 0, outputUsdPerMillion: 0 } },
    { modelId: 'odd/nought', ...talk },
  ]);
});

test('Together answers with a bare list and prices per million', () => {
  const chat = { id: 'Qwen/Q', type: 'chat', context_length: 4096, pricing: { input: 0.17, output: 0.25 } };
  const unpriced = { id: 'A/B', type: 'chat', pricing: { input: 0, output: 0 } };
  expect(readModels('together', [chat, { ...chat, id: 'x', type: 'image' }, unpriced])).toMatchObject([
    { modelId: 'Qwen/Q', isForTalk: true, contextTokens: 4096, pricing: { inputUsdPerMillion: 0.17 } },
    { modelId: 'x', isForTalk: false },
    { modelId: 'A/B', isForTalk: true },
  ]);
  expect(readModels('together', [unpriced])?.[0]).not.toHaveProperty('pricing');
});

test.each([
  ['groq', { id: 'a', context_window: 8192, active: true }, { contextTokens: 8192 }],
  ['openai', { id: 'a', shutdown_date: '2027-01-14T00:00:00Z' }, { endsOn: '2027-01-14' }],
  ['openai', { id: 'a', shutdown_date: 1_800_000_000 }, { endsOn: '2027-01-15' }],
  ['local', { id: 'a', max_model_len: 4096 }, { contextTokens: 4096 }],
  ['local', { id: 'a', meta: { n_ctx_train: 131_072 } }, { contextTokens: 131_072 }],
  ['local', { id: 'nomic-embed-text:latest' }, { isForTalk: false }],
] as const)('of %s the entry %j is understood', (provider, entry, expected) => {
  expect(readModels(provider, { object: 'list', data: [entry] })).toMatchObject([expected]);
});

test('what was withdrawn is left out, and what is no list is none', () => {
  expect(readModels('groq', { data: [{ id: 'a', active: false }] })).toEqual([]);
  expect(readModels('groq', { error: 'no' })).toBeUndefined();
  expect(readModels('groq', null)).toBeUndefined();
});

test.each([
  [{ is_free_tier: true }, { canPay: false, freeRequestsPerDay: 50, freeRequestsUsed: 0 }],
  [
    { is_free_tier: false, limit_remaining: null },
    { canPay: true, freeRequestsPerDay: 1000, freeRequestsUsed: 0 },
  ],
  [
    { is_free_tier: false, limit_remaining: 0 },
    { canPay: false, freeRequestsPerDay: 1000, freeRequestsUsed: 0 },
  ],
  [
    { is_free_tier: true, free_model_daily_requests: { limit: 1000, used: 12, remaining: 988 } },
    { canPay: false, freeRequestsPerDay: 1000, freeRequestsUsed: 12 },
  ],
])('the account %j may do %j', (data, expected) => {
  expect(readAccount({ data })).toEqual(expected);
});

test('what is no account is none', () => {
  expect(readAccount({ error: { code: 401 } })).toBeUndefined();
});
