import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { AppError } from '#core';

import {
  type ChatFault,
  type ChatServer,
  type ChatServerOptions,
  startChatServer,
} from '../../loopback/llm/index.ts';
import { type ChatClientOptions, createChatClient } from './chat-client.ts';
import type { ChosenModel } from './chosen-model.ts';
import { ALL_KEYS, localModel, pinnedModel } from './testing/pinned-model.ts';
import type { ChatUsage } from './usage.ts';

const KEY = ALL_KEYS.openRouterKey;
const SAID = 'My aunt keeps bees in Aberdeen.';
const MESSAGES = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: SAID },
] as const;

let server: ChatServer;
beforeEach(async () => {
  server = await startChatServer({ reply: 'Bees like Aberdeen. They told me.' });
});
afterEach(() => server.close());

async function restart(options: ChatServerOptions): Promise<void> {
  await server.close();
  server = await startChatServer(options);
}

const openRouter = (): ChosenModel => pinnedModel('openrouter-llama-3.1-8b', server.baseUrl);

interface Talk {
  readonly text: string;
  readonly pieces: readonly string[];
  readonly failure: AppError | undefined;
  readonly usage: readonly ChatUsage[];
  readonly retries: readonly AppError[];
}

/** Asks once and collects everything that comes of it. */
async function talk(
  options: Partial<ChatClientOptions> = {},
  signal = new AbortController().signal,
): Promise<Talk> {
  const pieces: string[] = [];
  const usage: ChatUsage[] = [];
  const retries: AppError[] = [];
  let failure: AppError | undefined;
  const client = createChatClient({
    model: openRouter(),
    keys: { openRouterKey: KEY },
    onUsage: (one) => usage.push(one),
    onRetry: (error) => retries.push(error),
    ...options,
    // A busy machine must not make the second request too late.
    limits: { retryBudgetMs: 20_000, ...options.limits },
  });
  try {
    for await (const piece of client.reply(MESSAGES, signal)) pieces.push(piece);
  } catch (thrown) {
    failure = thrown as AppError;
  }
  return { text: pieces.join(''), pieces, failure, usage, retries };
}

test('a reply comes word by word and is counted by the provider', async () => {
  await restart({ shape: 'openrouter', reply: 'Bees like Aberdeen.' });
  const { pieces, failure, usage } = await talk();
  expect(failure).toBeUndefined();
  expect(pieces).toEqual(['Bees', ' like', ' Aberdeen.']);
  expect(usage).toEqual([
    {
      alias: 'openrouter-llama-3.1-8b',
      promptTokens: 8,
      completionTokens: 3,
      costUsd: 0.000003,
      estimated: false,
      costSource: 'provider',
      outcome: 'complete',
    },
  ]);
});

test('OpenRouter is asked for one model at one host, at the known price, and nothing is kept', async () => {
  await talk();
  expect(server.requests[0]?.body).toEqual({
    model: 'meta-llama/llama-3.1-8b-instruct',
    messages: MESSAGES,
    stream: true,
    max_tokens: 400,
    provider: {
      allow_fallbacks: false,
      require_parameters: true,
      data_collection: 'deny',
      zdr: true,
      max_price: { prompt: 0.02, completion: 0.04 },
    },
  });
});

test('a server of your own is asked for usage, and gets nothing meant for OpenRouter', async () => {
  const model = localModel('qwen', server.baseUrl);
  const { text, usage } = await talk({ model, keys: {} });
  expect(text).toBe('Bees like Aberdeen. They told me.');
  expect(server.requests[0]?.body).toEqual({
    model: 'qwen',
    messages: MESSAGES,
    stream: true,
    max_tokens: 400,
    stream_options: { include_usage: true },
  });
  expect(usage).toMatchObject([
    { completionTokens: 6, costUsd: 0, estimated: false, costSource: 'registry' },
  ]);
});

test('what the environment holds for OpenAI is not sent to another provider', async () => {
  vi.stubEnv('OPENAI_ORG_ID', 'org-of-somebody');
  vi.stubEnv('OPENAI_PROJECT_ID', 'project-of-somebody');
  vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9/v1');
  const { text } = await talk();
  vi.unstubAllEnvs();
  expect(text).toContain('Bees');
  expect(JSON.stringify(server.requests)).not.toContain('of-somebody');
});

test('a key that is missing is named before anything is asked', () => {
  expect(() =>
    createChatClient({ model: openRouter(), keys: { openAiKey: 'k', openRouterKey: ' ' } }),
  ).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('OPENROUTER_API_KEY') as string,
    }),
  );
});

const BEFORE_WORDS: readonly (readonly [ChatFault, string, number])[] = [
  ['400', 'LLM_BAD_REQUEST', 1],
  ['401', 'LLM_AUTH', 1],
  ['402', 'LLM_NO_CREDIT', 1],
  ['403', 'LLM_MODERATED', 1],
  ['404', 'LLM_MODEL_GONE', 1],
  ['429', 'LLM_RATE_LIMIT', 2],
  ['429-later', 'LLM_RATE_LIMIT', 1],
  ['500', 'LLM_UPSTREAM', 2],
  ['503', 'LLM_UPSTREAM', 2],
  ['error-body-200', 'LLM_UPSTREAM', 2],
  ['cut-before-words', 'LLM_TRUNCATED', 2],
  ['empty', 'LLM_EMPTY', 2],
  ['wrong-model', 'LLM_WRONG_MODEL', 1],
  ['garbage', 'LLM_UPSTREAM', 1],
  ['garbage-events', 'LLM_UPSTREAM', 2],
];
test.each(BEFORE_WORDS)(
  '%s fails with %s after %d request(s), without a word',
  async (fault, code, requests) => {
    server.fail(fault, 5);
    const { failure, text, retries } = await talk();
    expect(failure).toMatchObject({ name: 'AppError', code });
    expect(text).toBe('');
    expect(server.requests).toHaveLength(requests);
    expect(retries.map((error) => error.code)).toEqual(Array.from({ length: requests - 1 }, () => code));
  },
);

test.each(BEFORE_WORDS.filter(([, , requests]) => requests === 2))(
  'after one %s the second request gets the whole reply',
  async (fault) => {
    server.fail(fault);
    const { failure, text } = await talk();
    expect(failure).toBeUndefined();
    expect(text).toBe('Bees like Aberdeen. They told me.');
    expect(new Set(server.requests.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  },
);

test.each<readonly [ChatFault, string]>([
  ['mid-stream-error', 'LLM_UPSTREAM'],
  ['finish-error', 'LLM_TRUNCATED'],
  ['cut-stream', 'LLM_TRUNCATED'],
  ['ends-early', 'LLM_TRUNCATED'],
  ['content-filter', 'LLM_MODERATED'],
])('%s fails with %s after the words that came, and is not tried again', async (fault, code) => {
  server.fail(fault, 5);
  const { failure, text, usage } = await talk();
  expect(text).toBe('These words come before the');
  expect(failure).toMatchObject({ name: 'AppError', code });
  expect(server.requests).toHaveLength(1);
  expect(usage).toMatchObject([{ estimated: true, outcome: 'failed' }]);
});

test('a model that never stops is cut at the character limit and its connection closed', async () => {
  server.fail('endless');
  const { failure, text } = await talk({ limits: { maxReplyCharacters: 100 } });
  expect(failure).toMatchObject({ code: 'LLM_TRUNCATED', retryable: false });
  expect(text).toHaveLength(100);
  await vi.waitFor(() => expect(server.requests[0]?.aborted).toBe(true));
});

test('a reply that the token limit ends is not taken for a whole one', async () => {
  const { failure, text, usage } = await talk({ limits: { maxReplyTokens: 2 } });
  expect(text).toBe('Bees like');
  expect(failure).toMatchObject({ code: 'LLM_TRUNCATED', retryable: false });
  expect(usage).toHaveLength(1);
});

test.each<ChatFault>(['nothing', 'slow'])('%s ends at the deadline for the first word', async (fault) => {
  server.fail(fault, 5);
  const { failure, text } = await talk({ limits: { firstTokenMs: 500 } });
  expect(failure).toMatchObject({ code: 'LLM_TIMED_OUT', context: { limitMs: 500 } });
  expect(text).toBe('');
  expect(server.requests).toHaveLength(1);
  await vi.waitFor(() => expect(server.requests[0]?.aborted).toBe(true));
});

test('a reply that drags on ends at the total deadline', async () => {
  server.replyNext('word '.repeat(50), { tokensPerSecond: 20 });
  const { failure, text } = await talk({ limits: { firstTokenMs: 5000, totalMs: 400 } });
  expect(failure).toMatchObject({ code: 'LLM_TIMED_OUT', context: { limitMs: 400 } });
  expect(text).toContain('word');
  await vi.waitFor(() => expect(server.requests[0]?.aborted).toBe(true));
});

test('a whole reply is given out although the server does not hang up', async () => {
  server.fail('stalls-at-end');
  const { failure, text, usage } = await talk();
  expect(failure).toBeUndefined();
  expect(text).toBe('These words come before the failure.');
  expect(usage).toMatchObject([{ estimated: true, costSource: 'registry' }]);
  await vi.waitFor(() => expect(server.requests[0]?.aborted).toBe(true));
});

test('an abort throws its reason, closes the connection and still counts what came', async () => {
  server.replyNext('one two three', { tokensPerSecond: 1 });
  const controller = new AbortController();
  const reason = new Error('somebody spoke');
  const usage: ChatUsage[] = [];
  const client = createChatClient({
    model: openRouter(),
    keys: { openRouterKey: KEY },
    onUsage: (one) => usage.push(one),
  });
  const words = client.reply(MESSAGES, controller.signal);
  expect(await words.next()).toEqual({ value: 'one', done: false });
  const next = words.next();
  controller.abort(reason);
  await expect(next).rejects.toBe(reason);
  await vi.waitFor(() => expect(server.requests[0]?.aborted).toBe(true));
  expect(usage).toMatchObject([{ estimated: true, completionTokens: 1, outcome: 'stopped' }]);
});

test('an abort closes the connection even while nobody reads', async () => {
  server.replyNext('one two three', { tokensPerSecond: 1 });
  const controller = new AbortController();
  const client = createChatClient({ model: openRouter(), keys: { openRouterKey: KEY } });
  const words = client.reply(MESSAGES, controller.signal);
  await words.next();
  controller.abort(new Error('left'));
  await vi.waitFor(() => expect(server.requests[0]?.aborted).toBe(true));
  await expect(words.next()).rejects.toThrow('left');
});

test('an abort before the answer throws its reason and closes the connection', async () => {
  server.fail('nothing');
  const controller = new AbortController();
  const answer = talk({}, controller.signal);
  await vi.waitFor(() => expect(server.requests[0]?.fault).toBe('nothing'));
  const reason = new Error('nobody is left');
  controller.abort(reason);
  expect((await answer).failure).toBe(reason);
  await vi.waitFor(() => expect(server.requests[0]?.aborted).toBe(true));
});

test('an abort during the wait for the second request ends it', async () => {
  server.fail('429', 5);
  const controller = new AbortController();
  const reason = new Error('gone');
  const { failure } = await talk({ onRetry: () => controller.abort(reason) }, controller.signal);
  expect(failure).toBe(reason);
  expect(server.requests).toHaveLength(1);
});

test('a signal that has aborted asks nothing', async () => {
  const reason = new Error('too late');
  expect((await talk({}, AbortSignal.abort(reason))).failure).toBe(reason);
  expect(server.requests).toHaveLength(0);
});

test('a listener who stops early closes the connection', async () => {
  server.replyNext('one two three', { tokensPerSecond: 1 });
  const client = createChatClient({ model: openRouter(), keys: { openRouterKey: KEY } });
  for await (const piece of client.reply(MESSAGES, new AbortController().signal)) {
    expect(piece).toBe('one');
    break;
  }
  await vi.waitFor(() => expect(server.requests[0]?.aborted).toBe(true));
});

test('a server that is not there cannot be reached', async () => {
  const model = openRouter();
  await server.close();
  const { failure, retries } = await talk({ model });
  expect(failure).toMatchObject({ code: 'LLM_UNREACHABLE' });
  expect(retries).toHaveLength(1);
  server = await startChatServer();
});

test('thoughts are not spoken, neither in the text nor beside it', async () => {
  server.replyNext('<think>They want bees.</think>\n\nBees it is.', { reasoning: 'Hm, bees.' });
  const { text, failure } = await talk();
  expect(failure).toBeUndefined();
  expect(text).toBe('Bees it is.');
});

test('a reply of nothing but thoughts is empty', async () => {
  server.replyNext('<think>Hm.</think> ');
  server.replyNext('<think>Hm.');
  const { failure, text } = await talk();
  expect(failure).toMatchObject({ code: 'LLM_EMPTY' });
  expect(text).toBe('');
});

test.each<ChatFault>(['400', '401', '403', '404', '429-later', '500', 'error-body-200', 'mid-stream-error'])(
  'neither the key nor what was said gets into the failure of %s',
  async (fault) => {
    server.fail(fault, 5);
    const { failure } = await talk();
    const everything = `${failure?.message} ${JSON.stringify(failure?.context)} ${String(failure?.cause)} ${failure?.stack}`;
    expect(everything).not.toContain(KEY);
    expect(everything).not.toContain(SAID);
    expect(failure?.message).toContain('OpenRouter');
  },
);

test('replies use the same connection, even if the server ends the first late', async () => {
  server.fail('ends-late');
  const client = createChatClient({ model: openRouter(), keys: { openRouterKey: KEY } });
  for (const turn of [1, 2, 3]) {
    let said = '';
    for await (const piece of client.reply(MESSAGES, new AbortController().signal)) said += piece;
    expect([turn, said]).toEqual([turn, expect.stringContaining(' ')]);
    await vi.waitFor(() => expect(server.requests.at(-1)).toMatchObject({ completed: true, aborted: false }));
    // The client learns a little later than the server that an answer is over.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(new Set(server.requests.map((request) => request.clientPort)).size).toBe(1);
});
