import { expect, test } from 'vitest';

import { isSameModel } from './same-model.ts';
import { localModel, pinnedModel } from './testing/pinned-model.ts';

test.each([
  ['openrouter-dolphin-free', 'cognitivecomputations/dolphin-mistral-24b-venice-edition:free', true],
  ['openrouter-dolphin-free', 'venice/uncensored:free', true],
  ['openrouter-dolphin-free', 'cognitivecomputations/dolphin-mistral-24b-venice-edition', false],
  ['openrouter-gemma-4-free', 'google/gemma-4-26b-a4b-it-20260403:free', true],
  ['openrouter-gemma-4-free', 'google/gemma-4-31b-it:free', false],
  ['openai-gpt-4o-mini', 'gpt-4o-mini-2024-07-18', true],
  ['openai-gpt-4o-mini', 'gpt-4o', false],
  ['openai-gpt-4o-mini', 'gpt-4o-mini-audio-2024-07-18', false],
])('%s may answer as %s: %s', (alias, answered, expected) => {
  expect(isSameModel(pinnedModel(alias), answered)).toBe(expected);
});

test.each([
  ['llama3.2', 'llama3.2:latest', true],
  ['llama3.2:3b', 'llama3.2:1b', false],
  ['Qwen/Qwen3.5-9B', 'qwen3.5-9b', true],
  ['phi-4', '/models/Phi-4.gguf', true],
  ['phi-4', 'C:\\models\\phi-4-mini.gguf', false],
])('a server of your own that is asked for %s may answer as %s: %s', (modelId, answered, expected) => {
  expect(isSameModel(localModel(modelId, 'http://localhost/v1'), answered)).toBe(expected);
});
