import { expect, test } from 'vitest';

import { requestBody } from './request-body.ts';
import { pinnedModel } from './testing/pinned-model.ts';

const WISHES = {
  messages: [{ role: 'user', content: 'Hello' }],
  maxReplyTokens: 9,
  isStreamed: true,
  dataPolicy: 'zdr',
} as const;

test.each([
  ['openai-gpt-4o-mini', { max_completion_tokens: 9, stream_options: { include_usage: true } }],
  ['groq-llama-3.1-8b', { max_completion_tokens: 9, stream_options: { include_usage: true } }],
  ['together-qwen-3.5-9b', { max_tokens: 9, stream_options: { include_usage: true } }],
])('%s is asked in the words of its provider', (alias, expected) => {
  const model = pinnedModel(alias);
  expect(requestBody(model, WISHES)).toEqual({
    model: model.modelId,
    messages: WISHES.messages,
    stream: true,
    ...expected,
  });
});

test('a free model at OpenRouter may cost nothing at all', () => {
  expect(requestBody(pinnedModel(), WISHES).provider).toMatchObject({
    max_price: { prompt: 0, completion: 0 },
  });
});

test.each([
  ['zdr', { data_collection: 'deny', zdr: true }],
  ['no-training', { data_collection: 'deny' }],
  ['any', {}],
] as const)('with the data policy %s the hosts at OpenRouter are bound to it', (dataPolicy, expected) => {
  expect(requestBody(pinnedModel(), { ...WISHES, dataPolicy }).provider).toEqual({
    allow_fallbacks: false,
    require_parameters: true,
    max_price: { prompt: 0, completion: 0 },
    ...expected,
  });
});

test('a reply that is wanted as a whole is asked for without a stream', () => {
  expect(requestBody(pinnedModel('together-qwen-3.5-9b'), { ...WISHES, isStreamed: false })).toEqual({
    model: 'Qwen/Qwen3.5-9B',
    messages: WISHES.messages,
    stream: false,
    max_tokens: 9,
  });
});
