import { expect, test } from 'vitest';

import { chooseModel } from './choose-model.ts';
import { requestBody } from './request-body.ts';

const keys = { openRouterKey: 'k', openAiKey: 'k', groqKey: 'k', togetherKey: 'k' };
const MESSAGES = [{ role: 'user', content: 'Hello' }] as const;

test.each([
  ['openai-gpt-4o-mini', { max_completion_tokens: 9, stream_options: { include_usage: true } }],
  ['groq-llama-3.1-8b', { max_completion_tokens: 9, stream_options: { include_usage: true } }],
  ['together-qwen-3.5-9b', { max_tokens: 9, stream_options: { include_usage: true } }],
])('%s is asked in the words of its provider', (defaultModel, expected) => {
  const model = chooseModel({ ...keys, defaultModel });
  expect(requestBody(model, MESSAGES, 9)).toEqual({
    model: model.modelId,
    messages: MESSAGES,
    stream: true,
    ...expected,
  });
});

test('a free model at OpenRouter may cost nothing at all', () => {
  expect(requestBody(chooseModel(keys), MESSAGES, 9).provider).toMatchObject({
    max_price: { prompt: 0, completion: 0 },
  });
});
