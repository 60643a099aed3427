import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AppError } from '#core';
import { type ChatServer, startChatServer } from '../../loopback/llm/index.ts';
import { createChatClient } from '../../src/llm/chat-client.ts';
import { createSdk } from '../../src/llm/sdk.ts';
import { ALL_KEYS, pinnedModel } from '../../src/llm/testing/pinned-model.ts';

// What the openai SDK does with answers in OpenRouter's shape, one row each; and that the adapter does not.

const MESSAGES = [{ role: 'user' as const, content: 'Do bees like Aberdeen?' }];
const never = new AbortController().signal;

let server: ChatServer;
beforeEach(async () => {
  server = await startChatServer({ shape: 'openrouter', reply: 'Bees like Aberdeen.' });
});
afterEach(() => server.close());

/** The SDK as it is used by the adapter, asked directly. */
async function askSdk(): Promise<{ text: string; thrown: unknown }> {
  const sdk = createSdk({ baseUrl: server.baseUrl, apiKey: 'key', timeoutMs: 10_000 });
  let text = '';
  try {
    const request = { model: 'm', messages: MESSAGES, stream: true as const };
    for await (const chunk of await sdk.chat.completions.create(request)) {
      text += chunk.choices[0]?.delta.content ?? '';
    }
    return { text, thrown: undefined };
  } catch (thrown) {
    return { text, thrown };
  }
}

async function askAdapter(): Promise<{ text: string; failure: AppError | undefined }> {
  const model = pinnedModel('openrouter-llama-3.1-8b', server.baseUrl);
  const client = createChatClient({ model, keys: ALL_KEYS, limits: { retryBudgetMs: 20_000 } });
  let text = '';
  try {
    for await (const piece of client.reply(MESSAGES, never)) text += piece;
    return { text, failure: undefined };
  } catch (thrown) {
    return { text, failure: thrown as AppError };
  }
}

test('an error with status 200 passes the SDK as an answer without words; the adapter throws', async () => {
  server.fail('error-body-200', 3);
  expect(await askSdk()).toEqual({ text: '', thrown: undefined });
  expect((await askAdapter()).failure).toMatchObject({ code: 'LLM_UPSTREAM' });
});

test('a stream that ends early ends quietly in the SDK; the adapter throws after the words', async () => {
  server.fail('ends-early', 2);
  expect(await askSdk()).toEqual({ text: 'These words come before the', thrown: undefined });
  expect(await askAdapter()).toMatchObject({
    text: 'These words come before the',
    failure: { code: 'LLM_TRUNCATED' },
  });
});

test('an error in the middle has no status in the SDK; the adapter reads its code', async () => {
  const events = [
    { model: 'meta-llama/llama-3.1-8b-instruct', choices: [{ index: 0, delta: { content: 'Bees' } }] },
    { error: { code: 429, message: 'Rate limit exceeded' }, choices: [] },
  ];
  server.playNext({ events });
  expect(await askSdk()).toMatchObject({ text: 'Bees', thrown: { status: undefined, code: 429 } });
  server.playNext({ events });
  expect(await askAdapter()).toMatchObject({ text: 'Bees', failure: { code: 'LLM_RATE_LIMIT' } });
});

test('402 has no class of its own in the SDK; the adapter gives it its code', async () => {
  server.fail('402', 2);
  const { thrown } = await askSdk();
  expect((thrown as Error).constructor.name).toBe('APIError');
  expect((await askAdapter()).failure).toMatchObject({ code: 'LLM_NO_CREDIT', retryable: false });
});

test.each([
  ['429', 'LLM_RATE_LIMIT'],
  ['503', 'LLM_UPSTREAM'],
] as const)(
  '%s is not tried again by the SDK, and once by the adapter, which tells it',
  async (fault, code) => {
    server.fail(fault, 10);
    expect((await askSdk()).thrown).toBeInstanceOf(Error);
    expect(server.requests).toHaveLength(1);
    expect((await askAdapter()).failure).toMatchObject({ code });
    expect(server.requests).toHaveLength(3);
  },
);

test('an abort ends quietly in the SDK; the adapter throws its reason', async () => {
  server.replyNext('one two three', { tokensPerSecond: 1 });
  server.replyNext('one two three', { tokensPerSecond: 1 });
  const controller = new AbortController();
  const sdk = createSdk({ baseUrl: server.baseUrl, apiKey: 'key', timeoutMs: 10_000 });
  const stream = await sdk.chat.completions.create(
    { model: 'm', messages: MESSAGES, stream: true },
    { signal: controller.signal },
  );
  const chunks = stream[Symbol.asyncIterator]();
  await chunks.next();
  controller.abort(new Error('somebody spoke'));
  for (let step = await chunks.next(); !step.done; step = await chunks.next());

  const model = pinnedModel('openrouter-llama-3.1-8b', server.baseUrl);
  const reason = new Error('somebody spoke');
  const stopping = new AbortController();
  const words = createChatClient({ model, keys: ALL_KEYS }).reply(MESSAGES, stopping.signal);
  await words.next();
  stopping.abort(reason);
  await expect(words.next()).rejects.toBe(reason);
});

test.each([
  ['wrong-model', 'LLM_WRONG_MODEL'],
  ['empty', 'LLM_EMPTY'],
  ['endless', 'LLM_TRUNCATED'],
  ['finish-error', 'LLM_TRUNCATED'],
  ['garbage', 'LLM_UPSTREAM'],
] as const)('what the SDK does not see in an answer that is %s, the adapter does', async (fault, code) => {
  server.fail(fault, 2);
  expect((await askAdapter()).failure).toMatchObject({ code });
});
