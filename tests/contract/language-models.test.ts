import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppError } from '#core';
import { type ChatServer, type RecordedAnswer, startChatServer } from '../../loopback/llm/index.ts';
import { fetchCatalogue } from '../../src/llm/catalogue/fetch-catalogue.ts';
import { createChatClient } from '../../src/llm/chat-client.ts';
import { describePrice, type ChosenModel } from '../../src/llm/chosen-model.ts';
import { ALL_KEYS, localModel, pinnedModel } from '../../src/llm/testing/pinned-model.ts';
import type { ChatUsage } from '../../src/llm/usage.ts';
import { groq } from './recordings/groq.ts';
import { llamaCpp } from './recordings/llama-cpp.ts';
import { ollama } from './recordings/ollama.ts';
import { openAi } from './recordings/openai.ts';
import { openRouter } from './recordings/openrouter.ts';
import type { ProviderRecordings } from './recordings/recording.ts';
import { together } from './recordings/together.ts';

const MESSAGES = [{ role: 'user', content: 'Do bees like Aberdeen?' }] as const;
const never = new AbortController().signal;

let server: ChatServer;
beforeEach(async () => {
  server = await startChatServer();
});
afterEach(() => server.close());

const modelOf = ({ model, isLocal }: ProviderRecordings): ChosenModel =>
  isLocal ? localModel(model, server.baseUrl) : pinnedModel(model, server.baseUrl);

/** Asks the recorded provider, and collects what comes of it. */
async function ask(recordings: ProviderRecordings, answers: readonly RecordedAnswer[], isStreamed: boolean) {
  const model = modelOf(recordings);
  const usage: ChatUsage[] = [];
  for (const answer of answers) server.playNext(answer);
  const client = createChatClient({
    model,
    keys: ALL_KEYS,
    // A busy machine must not make the second request too late, and a wait of seconds must not be waited for.
    limits: { retryBudgetMs: 5000 },
    onUsage: (one) => usage.push(one),
  });
  let text = '';
  let failure: AppError | undefined;
  try {
    if (isStreamed) for await (const piece of client.reply(MESSAGES, never)) text += piece;
    else text = await client.complete(MESSAGES, never);
  } catch (thrown) {
    failure = thrown as AppError;
  }
  return { model, text, usage, failure };
}

describe.each([
  ['OpenRouter', openRouter],
  ['OpenAI', openAi],
  ['Groq', groq],
  ['Together', together],
  ['Ollama', ollama],
  ['llama.cpp', llamaCpp],
] as const)('%s', (_name, recordings) => {
  test.each([
    ['streamed', true],
    ['whole', false],
  ] as const)('an answer that comes %s is read with its usage', async (kind, isStreamed) => {
    const { answer, text, usage } = recordings[kind];
    const asked = await ask(recordings, [answer], isStreamed);
    expect(asked.failure).toBeUndefined();
    expect(asked.text).toBe(text);
    const { costUsd, ...counted } = usage;
    expect(asked.usage).toMatchObject([{ ...counted, outcome: 'complete' }]);
    expect(asked.usage[0]?.costUsd).toBeCloseTo(Number(costUsd), 12);
    expect(server.requests[0]?.body).toMatchObject({ stream: isStreamed });
  });

  test('the list of models is read', async () => {
    const model = modelOf(recordings);
    server.serve('/models', recordings.models.answer);
    server.serve('/key', { body: { data: { is_free_tier: false } } });
    const endpoint = { ...model, apiKey: 'key' };
    const { models } = await fetchCatalogue(endpoint, never);
    const keepsNothing = model.provider === 'openrouter' ? { keepsNothing: true } : {};
    expect(models).toEqual([
      { modelId: expect.any(String) as string, ...recordings.models.expected, ...keepsNothing },
    ]);
  });

  test.each(recordings.failures)('$name fails with $code, streamed and whole', async (failure) => {
    const { answer, code, requests = 1, retryAfterMs } = failure;
    // A stream is the only place for what is said in a stream.
    for (const isStreamed of answer.events ? [true] : [true, false]) {
      const before = server.requests.length;
      const asked = await ask(recordings, [answer, answer].slice(0, requests), isStreamed);
      expect(asked.failure).toMatchObject({ name: 'AppError', code });
      expect(asked.text).toBe('');
      expect(server.requests.length - before).toBe(requests);
      expect(asked.failure?.context).toMatchObject({ price: describePrice(asked.model) });
      if (retryAfterMs !== undefined) expect(asked.failure?.context).toMatchObject({ retryAfterMs });
      expect(JSON.stringify([asked.failure?.message, asked.failure?.context])).not.toMatch(
        /cdef|another-model/u,
      );
    }
  });

  test.each(recordings.broken)(
    '$name fails with $code after the words that came',
    async ({ answer, code }) => {
      const { failure, text, usage } = await ask(recordings, [answer], true);
      expect(text).toBe('Bees like');
      expect(failure).toMatchObject({ name: 'AppError', code });
      expect(server.requests).toHaveLength(1);
      expect(usage).toMatchObject([{ estimated: true, outcome: 'failed' }]);
    },
  );
});

test('an error inside a whole answer is an error, whatever was said before it', async () => {
  const body = {
    model: 'meta-llama/llama-3.1-8b-instruct',
    choices: [
      {
        message: { role: 'assistant', content: 'partial output' },
        finish_reason: 'error',
        error: { code: 502, message: 'gone', metadata: { error_type: 'provider_unavailable' } },
      },
    ],
  };
  const { failure, text } = await ask(openRouter, [{ body }, { body }], false);
  expect(failure).toMatchObject({ code: 'LLM_UPSTREAM' });
  expect(text).toBe('');
});
