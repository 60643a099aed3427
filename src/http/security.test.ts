import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../../tests/support/until.ts';
import { openTestSidecar, type TestSidecar } from './testing/open-test-sidecar.ts';

/** Sends headers that `fetch` would not let one choose. */
function rawRequest(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on('error', reject).end();
  });
}

const codeOf = (body: string): unknown => (JSON.parse(body) as { code: unknown }).code;

function refusals({ told }: TestSidecar): readonly unknown[] {
  return told.flatMap((event) => (event.type === 'security.refused' ? [event.payload.code] : []));
}

/** How an upgrade ends: `open`, or the status with which it was refused. */
function upgrade(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  origin?: string,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http:', 'ws:'), {
      headers,
      ...(origin !== undefined && { origin }),
    });
    socket.on('open', () => {
      resolve('open');
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(String(response.statusCode));
      response.destroy();
    });
    socket.on('error', () => undefined);
  });
}

test('nothing but liveness answers without a token', async () => {
  const { url } = await openTestSidecar();
  expect(await (await fetch(`${url}/livez`)).json()).toEqual({ status: 'alive' });
  for (const path of ['/api/webhooks', '/api/events', '/docs', '/docs/json', '/nothing', '/']) {
    const response = await fetch(`${url}${path}`);
    expect([path, response.status]).toEqual([path, 401]);
    expect(response.headers.get('www-authenticate')).toMatch(/^(?:Bearer|Basic) realm=/u);
  }
  expect(await upgrade(`${url}/api/ws`)).toBe('401');
});

test('a refusal is a problem as RFC 9457 describes it, with our code and what to do', async () => {
  const { url } = await openTestSidecar();
  const response = await fetch(`${url}/api/webhooks`);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({
    type: 'urn:aichat:error:HTTP_TOKEN_REFUSED',
    title: expect.any(String) as string,
    status: 401,
    detail: 'A token is needed.',
    code: 'HTTP_TOKEN_REFUSED',
    action: expect.stringContaining('aichat token create') as string,
    retryable: false,
    instance: expect.stringMatching(/^urn:uuid:/u) as string,
  });
});

test('a token opens what its scopes allow, and nothing once it is revoked', async () => {
  const api = await openTestSidecar();
  const reader = api.token('read');
  const ask = (path: string, token: string): Promise<Response> =>
    fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

  expect((await ask('/docs/json', reader)).status).toBe(200);
  const refused = await ask('/api/webhooks', reader);
  expect([refused.status, codeOf(await refused.text())]).toEqual([403, 'HTTP_SCOPE_MISSING']);
  const admin = api.token('admin');
  expect((await ask('/api/webhooks', admin)).status).toBe(200);
  api.revoke(admin);
  expect((await ask('/api/webhooks', admin)).status).toBe(401);
});

test('a page may not reach the server under a name of its own', async () => {
  const api = await openTestSidecar();
  const { port } = new URL(api.url);
  const authorization = `Bearer ${api.token()}`;
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', '169.254.169.254']) {
    const response = await rawRequest(`${api.url}/livez`, { host, authorization });
    expect([host, response.status]).toEqual([host, 421]);
  }
  for (const host of [`localhost:${port}`, '127.0.0.1', `[::1]:${port}`]) {
    expect((await rawRequest(`${api.url}/livez`, { host })).status).toBe(200);
  }
  expect(await upgrade(`${api.url}/api/ws`, { host: 'evil.example', authorization })).toBe('421');
  expect(refusals(api)).toContain('HTTP_HOST_REFUSED');
});

test('a foreign page is refused, over HTTP and at the upgrade, even with a token', async () => {
  const allowedOrigins = ['https://console.example'];
  const address = { host: '127.0.0.1', port: 0, allowedHosts: [], allowedOrigins };
  const api = await openTestSidecar({ address });
  const authorization = `Bearer ${api.token()}`;
  for (const origin of ['https://evil.example', 'null', 'https://console.example.evil.example', 'file://']) {
    expect((await rawRequest(`${api.url}/livez`, { origin })).status).toBe(403);
    expect(await upgrade(`${api.url}/api/ws`, { authorization }, origin)).toBe('403');
  }
  for (const origin of [api.url, 'https://console.example']) {
    expect((await rawRequest(`${api.url}/livez`, { origin })).status).toBe(200);
    expect(await upgrade(`${api.url}/api/ws`, { authorization }, origin)).toBe('open');
  }
  expect(refusals(api)).toContain('HTTP_ORIGIN_REFUSED');
});

test('guessed tokens are bounded, counted in one event, and do not lock the right one out', async () => {
  const api = await openTestSidecar();
  const statuses: number[] = [];
  for (let n = 0; n < 60; n += 1) {
    const authorization = `Bearer aichat_${'0'.repeat(12)}_${'A'.repeat(43)}`;
    const response = await fetch(`${api.url}/api/webhooks`, { headers: { authorization } });
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
  expect(statuses.slice(20)).toEqual(Array.from({ length: 40 }, () => 429));
  expect((await api.ask('/api/webhooks')).status).toBe(200);
  expect(refusals(api)).toEqual(['HTTP_TOKEN_REFUSED', 'HTTP_RATE_LIMITED']);
});

test('one token cannot ask without end', async () => {
  const api = await openTestSidecar();
  const statuses = new Set<number>();
  for (let n = 0; n < 610; n += 1) {
    const response = await api.ask('/api/webhooks');
    await response.arrayBuffer();
    statuses.add(response.status);
    if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(statuses).toEqual(new Set([200, 429]));
});

test('a body of a gigabyte is refused before it is read, announced or not', async () => {
  const api = await openTestSidecar();
  const { hostname, port } = new URL(api.url);
  const memoryBefore = process.memoryUsage.rss();
  const send = (framing: string, body: () => Buffer): Promise<{ answer: string; sentBytes: number }> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), hostname);
      let [answer, sentBytes] = ['', 0];
      const more = (): void => {
        while (sentBytes < 1e9 && !socket.destroyed) {
          const piece = body();
          sentBytes += piece.length;
          if (!socket.write(piece)) break;
        }
      };
      socket.on('drain', more).on('error', () => undefined);
      socket.on('data', (data) => (answer += data.toString('latin1')));
      socket.on('close', () => resolve({ answer, sentBytes }));
      const head = [
        'POST /api/webhooks HTTP/1.1',
        `host: ${hostname}`,
        `authorization: Bearer ${api.token()}`,
        'content-type: application/json',
        framing,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      more();
    });
  const megabyte = Buffer.alloc(1e6, 'a');
  const chunk = Buffer.concat([
    Buffer.from(`${megabyte.length.toString(16)}\r\n`),
    megabyte,
    Buffer.from('\r\n'),
  ]);
  const announced = await send('content-length: 1000000000', () => megabyte);
  const chunked = await send('transfer-encoding: chunked', () => chunk);

  for (const { answer, sentBytes } of [announced, chunked]) {
    expect(answer).toContain('HTTP/1.1 413');
    expect(answer).toContain('HTTP_BODY_TOO_LARGE');
    expect(sentBytes).toBeLessThan(50e6);
  }
  expect(process.memoryUsage.rss() - memoryBefore).toBeLessThan(200e6);
  expect(refusals(api)).toContain('HTTP_BODY_TOO_LARGE');
});

test('no spelling of a path leads out of what is served', async () => {
  const api = await openTestSidecar();
  const authorization = `Bearer ${api.token()}`;
  const paths = [
    '/docs/static/../../../../package.json',
    '/docs/static/..%2f..%2f..%2fpackage.json',
    '/docs/static/%2e%2e/%2e%2e/%2e%2e/package.json',
    '/docs/static/....//....//package.json',
    '/docs/static/%00package.json',
    '/docs/static//etc/passwd',
    '/docs/static/..\\..\\package.json',
    '/api/webhooks/..%2f..%2fetc%2fpasswd',
    '//etc/passwd',
  ];
  for (const path of paths) {
    const [status, body] = await new Promise<[number, string]>((resolve) => {
      const { hostname, port } = new URL(api.url);
      const sent = request({ hostname, port, path, headers: { authorization } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve([response.statusCode ?? 0, text]));
      });
      sent.end();
    });
    expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    expect(body).not.toMatch(/root:|"dependencies"/u);
  }
});

test('the docs open in a browser, which asks for a password', async () => {
  const api = await openTestSidecar();
  const password = Buffer.from(`me:${api.token('read')}`).toString('base64');
  const page = await fetch(`${api.url}/docs`, { headers: { authorization: `Basic ${password}` } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('swagger') as string]);
  // Where a browser would send it by itself, it must change nothing.
  const elsewhere = await fetch(`${api.url}/api/webhooks`, {
    headers: { authorization: `Basic ${password}` },
  });
  expect(elsewhere.status).toBe(401);
});

test('other machines are not let in while there is no token', async () => {
  const address = { host: '0.0.0.0', port: 0, allowedHosts: [], allowedOrigins: [] };
  await expect(openTestSidecar({ address })).rejects.toMatchObject({ code: 'HTTP_EXPOSED_WITHOUT_TOKEN' });
});

test('a port that is taken is an error that names it', async () => {
  const { url } = await openTestSidecar();
  const address = {
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    allowedHosts: [],
    allowedOrigins: [],
  };
  await expect(openTestSidecar({ address })).rejects.toMatchObject({
    code: 'HTTP_PORT_UNAVAILABLE',
    message: expect.stringContaining('EADDRINUSE') as string,
  });
});

test('a webhook to this machine is refused in each spelling, with an event', async () => {
  const api = await openTestSidecar();
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
  ];
  const more = ['localhost', '169.254.169.254', '10.0.0.1', '[fd00::1]', 'router.lan'];
  for (const host of [...hosts, ...more]) {
    const body = JSON.stringify({ url: `https://${host}/` });
    const response = await api.ask('/api/webhooks', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([host, response.status, codeOf(await response.text())]).toEqual([
      host,
      400,
      'WEBHOOK_TARGET_REFUSED',
    ]);
  }
  await until('it was told', () => refusals(api).includes('WEBHOOK_TARGET_REFUSED'));
});
