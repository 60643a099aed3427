import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { AppError } from '#core';
import { shownUrl } from './hub-failure.ts';
import { listFiles } from './hub.ts';
import { askHub } from './hub-request.ts';
import { DEFAULT_PATIENCE } from './patience.ts';
import { startTestHub } from './testing/hub-server.ts';
import { QUICK } from './testing/small-hub.ts';

const patience = { ...DEFAULT_PATIENCE, ...QUICK };
const { signal } = new AbortController();
const repositories = {
  'some/model': { files: { 'a.json': Buffer.from('{}'), 'b.onnx': Buffer.from('weights') } },
};

/** What failed, as an {@link AppError}. */
async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof AppError) return thrown;
  throw new Error(`No AppError but ${String(thrown)}`);
}

test('the token goes to the hub and not to the host that it sends to', async () => {
  await using other = await startTestHub(repositories);
  await using hub = await startTestHub(repositories, { largeFilesAt: other.url });
  const answer = await askHub(
    { baseUrl: hub.url, token: 'hf_secret' },
    { url: `${hub.url}/some/model/resolve/main/b.onnx` },
    patience,
    signal,
  );
  expect(Buffer.from((await answer.next()) ?? []).toString()).toBe('weights');
  expect(hub.requests[0]?.headers.authorization).toBe('Bearer hf_secret');
  expect(other.requests).toHaveLength(1);
  expect(other.requests[0]?.headers.authorization).toBeUndefined();
});

test('a redirect on the same host keeps the token', async () => {
  await using hub = await startTestHub(repositories);
  const url = `${hub.url}/some/model/resolve/main/b.onnx`;
  const answer = await askHub({ baseUrl: hub.url, token: 'hf_secret' }, { url }, patience, signal);
  answer.close();
  expect(hub.requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer hf_secret',
    'Bearer hf_secret',
  ]);
});

test('the commit is known although the last answer of a redirect does not tell it', async () => {
  await using hub = await startTestHub(repositories);
  const url = `${hub.url}/some/model/resolve/main/b.onnx`;
  const answer = await askHub({ baseUrl: hub.url }, { url }, patience, signal);
  expect(answer.header('x-repo-commit')).toMatch(/^c0ffee/u);
  expect(answer.header('x-linked-size')).toBe('7');
  answer.close();
});

test.each([
  { to: 'http://example.com/b.onnx', says: 'http://example.com' },
  { to: 'file:///etc/passwd', says: 'file:' },
  { to: 'ftp://127.0.0.1/b.onnx', says: 'ftp:' },
  { to: 'https://user:pass@example.com/', says: 'password' },
  { to: 'http://127.0.0.1.example.com/', says: 'not https' },
])('a redirect to $to is refused', async ({ to, says }) => {
  await using hub = await startTestHub(repositories);
  hub.fail('a.json', { kind: 'redirect', to });
  const url = `${hub.url}/some/model/resolve/main/a.json`;
  const error = await failureOf(askHub({ baseUrl: hub.url }, { url }, patience, signal));
  expect(error).toMatchObject({ code: 'MODEL_REDIRECT_REFUSED', retryable: false });
  expect(error.message).toContain(says);
});

test('a hub elsewhere cannot send to a service of this machine', async () => {
  await using hub = await startTestHub(repositories);
  await using inner = await startTestHub(repositories);
  hub.fail('a.json', { kind: 'redirect', to: `${inner.url}/some/model/resolve/main/a.json` });
  const url = `${hub.url}/some/model/resolve/main/a.json`;
  // Whether a hub is on this machine is read from its base, not from what it answers.
  const asked = askHub({ baseUrl: 'https://hub.example' }, { url }, patience, signal);
  expect(await failureOf(asked)).toMatchObject({ code: 'MODEL_REDIRECT_REFUSED' });
  expect(inner.requests).toHaveLength(0);
});

test('redirects in a circle end', async () => {
  await using hub = await startTestHub(repositories);
  const url = `${hub.url}/some/model/resolve/main/a.json`;
  hub.fail('a.json', ...Array.from({ length: 10 }, () => ({ kind: 'redirect', to: url }) as const));
  expect(await failureOf(askHub({ baseUrl: hub.url }, { url }, patience, signal))).toMatchObject({
    code: 'MODEL_REDIRECT_REFUSED',
    message: expect.stringContaining('too often'),
  });
});

test('what is signed into an address does not get into a message', async () => {
  await using hub = await startTestHub(repositories);
  const url = `${hub.url}/some/model/resolve/main/gone.json?X-Amz-Signature=secret`;
  const { message } = await failureOf(askHub({ baseUrl: hub.url }, { url }, patience, signal));
  expect(message).toContain('/some/model/resolve/main/gone.json');
  expect(message).not.toContain('secret');
});

test('what is in an address that cannot be asked gets neither into a message nor asked again', async () => {
  const url = 'https://ada:secret@127.0.0.1:1/a.json?X-Amz-Signature=secret';
  const error = await failureOf(askHub({ baseUrl: 'https://127.0.0.1:1' }, { url }, patience, signal));
  expect(error).toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED', retryable: false });
  expect(error.message).toContain('https://127.0.0.1:1/a.json');
  expect(inspect(error)).not.toContain('secret');
});

test('an address that no text can be read from is shown as it is', () => {
  expect(shownUrl('https://example.com/100%.json?sig=secret')).toBe('https://example.com/100%.json');
});

test('a list of files without end is an error, not a short list', async () => {
  const server = createServer((request, response) => {
    response.setHeader('Link', `<${request.url ?? ''}>; rel="next"`);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify([{ type: 'directory', path: 'onnx', size: 0, oid: '0'.repeat(40) }]));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const access = { hub: { baseUrl: `http://127.0.0.1:${port}` }, patience, signal };
  const failure = await failureOf(listFiles(access, 'some/model', 'c'.repeat(40)));
  expect(failure).toMatchObject({
    code: 'MODEL_SOURCE_INVALID',
    message: expect.stringContaining('goes on after 50 pages'),
  });
  server.close();
  server.closeAllConnections();
});
