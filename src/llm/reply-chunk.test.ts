import { expect, test } from 'vitest';

import { readChunk } from './reply-chunk.ts';

const NOTHING = {
  model: undefined,
  content: '',
  reasoning: '',
  refused: false,
  finishReason: undefined,
  usage: undefined,
};

test.each([
  ['an empty object', {}, NOTHING],
  [
    'nulls everywhere',
    { model: null, choices: [{ delta: null, finish_reason: null }], usage: null },
    NOTHING,
  ],
  ['an empty name', { model: '', choices: [] }, NOTHING],
  ['usage that is damaged', { usage: { prompt_tokens: 'many' } }, NOTHING],
  ['a refusal', { choices: [{ delta: { refusal: 'No.' } }] }, { ...NOTHING, refused: true }],
  ['thoughts', { choices: [{ delta: { reasoning_content: 'Hm.' } }] }, { ...NOTHING, reasoning: 'Hm.' }],
  [
    'thoughts in parts',
    { choices: [{ delta: { content: 'A', reasoning: [1] } }] },
    { ...NOTHING, content: 'A' },
  ],
  [
    'usage with a cost',
    { usage: { prompt_tokens: 1, completion_tokens: 2, cost: 0.5 } },
    { ...NOTHING, usage: { promptTokens: 1, completionTokens: 2, costUsd: 0.5 } },
  ],
])('%s is read', (_name, value, expected) => {
  expect(readChunk(value)).toEqual(expected);
});

test.each([null, 42, 'text', { choices: 'none' }, { choices: [{ delta: { content: 7 } }] }])(
  '%j is no chunk',
  (value) => {
    expect(() => readChunk(value)).toThrow(expect.objectContaining({ code: 'LLM_UPSTREAM' }));
  },
);
