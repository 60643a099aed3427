import { connect } from 'node:net';

import { afterEach, expect, test, vi } from 'vitest';

import {
  CHAT_FAULTS,
  type ChatFault,
  type ChatServer,
  type ChatServerOptions,
  startChatServer,
} from './index.ts';
import { WORKS_WITHOUT_STREAM } from './faults.ts';

const servers: ChatServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options?: ChatServerOptions): Promise<ChatServer> {
  const server = await startChatServer(options);
  servers.push(server);
  return server;
}

function ask(server: ChatServer, body: object, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer very-secret' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Good morning' }], ...body }),
    ...init,
  });
}

interface Completion {
  readonly choices: readonly [
    { readonly message: { readonly content: string }; readonly finish_reason: string },
  ];
}
const contentOf = async (response: Response): Promise<string> =>
  ((await response.json()) as Completion).choices[0].message.content;

test('the default reply says that it is scripted and what was heard', async () => {
  const server = await start();
  expect(await contentOf(await ask(server, {}))).toBe(
    "This is the loopback's scripted model, not a language model. I was told: Good morning",
  );
});

test('a stream sends one word an event, the finish reason, the usage and the end', async () => {
  const server = await start({ reply: 'One  two\nthree. ' });
  const body = await (await ask(server, { stream: true, stream_options: { include_usage: true } })).text();
  expect(body.startsWith(': ')).toBe(true);
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  const events = [...body.matchAll(/^data: (\{.*)$/gmu)].map(
    (match) => JSON.parse(match[1] ?? '') as unknown,
  );
  expect(events).toMatchObject([
    { model: 'm', choices: [{ delta: { role: 'assistant' } }] },
    { choices: [{ delta: { content: 'One' }, finish_reason: null }] },
    { choices: [{ delta: { content: '  two' } }] },
    { choices: [{ delta: { content: '\nthree.' } }] },
    { choices: [{ delta: { content: ' ' } }] },
    { choices: [{ delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 } },
  ]);
});

test('usage is left out of a stream that did not ask for it, unless the shape is that of OpenRouter', async () => {
  const plain = await (await ask(await start(), { stream: true })).text();
  expect(plain).not.toContain('usage');
  const router = await (await ask(await start({ shape: 'openrouter' }), { stream: true })).text();
  expect(router).toContain('"cost":');
});

test('max_tokens ends a reply early and says so', async () => {
  const server = await start({ reply: 'one two three four' });
  const completion = (await (await ask(server, { max_tokens: 2 })).json()) as Completion;
  expect(completion.choices[0]).toMatchObject({ message: { content: 'one two' }, finish_reason: 'length' });
  expect(await (await ask(server, { max_completion_tokens: 2, stream: true })).text()).toContain('"length"');
});

test('queued replies come before a list, and a list that is used up is an error', async () => {
  const server = await start({ reply: ['first', 'second'] });
  server.replyNext('queued');
  expect(await contentOf(await ask(server, {}))).toBe('queued');
  expect(await contentOf(await ask(server, {}))).toBe('first');
  expect(await contentOf(await ask(server, {}))).toBe('second');
  const exhausted = await ask(server, {});
  expect(exhausted.status).toBe(500);
  expect(await exhausted.text()).toContain('All 2 scripted replies were used');
});

test('a reply function is given the messages and the number of the request', async () => {
  const server = await start({ reply: (messages, index) => `${index}: ${messages.at(-1)?.content}` });
  await ask(server, {});
  expect(await contentOf(await ask(server, {}))).toBe('1: Good morning');
});

test('requests are recorded without their secrets', async () => {
  const server = await start();
  await (await ask(server, { temperature: 0.5 })).text();
  expect(server.requests).toMatchObject([
    { method: 'POST', path: '/v1/chat/completions', headers: { authorization: '[redacted]' } },
  ]);
  expect(server.requests[0]?.body).toMatchObject({ temperature: 0.5 });
  expect(JSON.stringify(server.requests)).not.toContain('very-secret');
  await vi.waitFor(() => expect(server.requests[0]).toMatchObject({ completed: true, aborted: false }));
});

test('a client that goes away in the middle is recorded as aborted', async () => {
  const server = await start();
  server.replyNext('one two three', { tokensPerSecond: 1 });
  const controller = new AbortController();
  const response = await ask(server, { stream: true }, { signal: controller.signal });
  controller.abort();
  await expect(response.text()).rejects.toThrow('aborted');
  await vi.waitFor(() => expect(server.requests[0]).toMatchObject({ aborted: true, completed: false }));
});

test('a socket that the server cuts itself is not an abort of the client', async () => {
  const server = await start();
  server.fail('cut-stream');
  const response = await ask(server, { stream: true });
  await expect(response.text()).rejects.toThrow('terminated');
  await vi.waitFor(() => expect(server.requests[0]).toMatchObject({ aborted: false, completed: false }));
});

test('a fault is played as often as asked and uses up no reply', async () => {
  const server = await start({ reply: ['the only one'] });
  server.fail('429', 2);
  const first = await ask(server, {});
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '1']);
  expect((await ask(server, {})).status).toBe(429);
  expect(await contentOf(await ask(server, {}))).toBe('the only one');
  expect(server.requests.map((request) => request.fault)).toEqual(['429', '429', undefined]);
});

const streamFaults = (Object.keys(CHAT_FAULTS) as ChatFault[]).filter(
  (fault) => !WORKS_WITHOUT_STREAM.has(fault),
);
test.each(streamFaults)('the fault %s refuses a request that does not stream', async (fault) => {
  const server = await start();
  server.fail(fault);
  expect((await ask(server, {})).status).toBe(400);
});

test.each([
  ['no messages', { messages: [] }],
  ['a message without text', { messages: [{ role: 'user', content: null }] }],
  ['no model', { model: '' }],
  ['a token limit of nought', { max_tokens: 0 }],
])('a request with %s is refused with 400', async (_name, body) => {
  expect((await ask(await start(), body)).status).toBe(400);
});

test('a body that is no JSON is refused with 400', async () => {
  expect((await ask(await start(), {}, { body: '{' })).status).toBe(400);
});

test('the list of models names the one that is served, and others are answered with 404', async () => {
  const server = await start({ model: 'only-me' });
  expect(await (await fetch(`${server.baseUrl}/models`)).json()).toMatchObject({ data: [{ id: 'only-me' }] });
  expect((await ask(server, {})).status).toBe(404);
  expect((await ask(server, { model: 'only-me' })).status).toBe(200);
  expect((await fetch(`${server.baseUrl}/elsewhere`)).status).toBe(404);
});

test('closing ends the answers that still run', async () => {
  const server = await start();
  server.fail('nothing');
  const answer = ask(server, { stream: true });
  await vi.waitFor(() => expect(server.requests[0]?.fault).toBe('nothing'));
  await server.close();
  servers.length = 0;
  await expect(answer).rejects.toThrow('fetch failed');
  const port = Number(new URL(server.baseUrl).port);
  await expect(
    new Promise((resolve, reject) => connect(port, '127.0.0.1').on('connect', resolve).on('error', reject)),
  ).rejects.toThrow('ECONNREFUSED');
});
