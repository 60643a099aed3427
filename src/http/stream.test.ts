import { createEventSource } from 'eventsource-client';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../../tests/support/until.ts';
import { openTestSidecar, type TestSidecar } from './testing/open-test-sidecar.ts';

interface Message {
  readonly op: string;
  readonly event?: {
    readonly type: string;
    readonly sequence: number;
    readonly payload: Record<string, unknown>;
  };
  readonly [key: string]: unknown;
}

/** A client that keeps everything that it is told. */
async function openClient(
  api: TestSidecar,
  query = '',
  token = api.token(),
): Promise<{ socket: WebSocket; messages: Message[]; closed: () => number | undefined }> {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/ws${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const messages: Message[] = [];
  let code: number | undefined;
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString('utf8')) as Message));
  socket.on('error', () => undefined);
  socket.on('close', (given) => {
    code = given;
  });
  onTestFinished(() => socket.terminate());
  await until('the socket says hello', () => messages.length > 0);
  return { socket, messages, closed: () => code };
}

const eventsIn = (messages: readonly Message[]) => messages.flatMap(({ event }) => (event ? [event] : []));

/** Something that happens, with words that are somebody's own. */
function happen({ bus }: TestSidecar, channelId: string, guildId = 'g1'): void {
  const payload = { channelId, personal: { text: 'A secret.' } };
  bus.emit('call.joined', payload, { guildId });
}

test('a client gets each event that it asked for, in order, without what people said', async () => {
  const api = await openTestSidecar();
  const client = await openClient(api, '?types=call.*&guildId=g1', api.token('read'));
  for (let n = 0; n < 300; n += 1) happen(api, `c${n}`, n % 2 === 0 ? 'g1' : 'g2');
  await until('all are there', () => eventsIn(client.messages).length === 150);

  const events = eventsIn(client.messages);
  expect(events.map(({ payload }) => payload)).toEqual(
    Array.from({ length: 150 }, (_unused, n) => ({ channelId: `c${2 * n}` })),
  );
  expect(JSON.stringify(events)).not.toContain('secret');
});

test('a token with the scope sees what people said', async () => {
  const api = await openTestSidecar();
  const client = await openClient(api, '?types=call.*', api.token('read', 'personal'));
  happen(api, 'c1');
  await until('it is there', () => eventsIn(client.messages).length === 1);
  expect(eventsIn(client.messages)[0]?.payload).toEqual({ channelId: 'c1', personal: { text: 'A secret.' } });
});

test('a client that comes back gets everything that it missed, once, and then what comes', async () => {
  const api = await openTestSidecar();
  for (let n = 0; n < 3000; n += 1) happen(api, `c${n}`);
  await api.journal.flush();
  const client = await openClient(api, '?types=call.*&since=1');
  for (let n = 3000; n < 3100; n += 1) happen(api, `c${n}`);
  await until('all are there', () => eventsIn(client.messages).at(-1)?.payload['channelId'] === 'c3099');

  const sequences = eventsIn(client.messages).map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
  expect(new Set(sequences).size).toBe(sequences.length);
  expect(eventsIn(client.messages).length).toBeGreaterThanOrEqual(3099);
  expect(client.messages.filter(({ op }) => op === 'gap')).toEqual([]);
});

test('a page uses a ticket, once', async () => {
  const api = await openTestSidecar();
  const { ticket } = (await (await api.ask('/api/ws/ticket', { method: 'POST' })).json()) as {
    ticket: string;
  };
  const statuses: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    statuses.push(
      await new Promise((resolve) => {
        const socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/ws?ticket=${ticket}`);
        socket.on('message', () => {
          resolve('open');
          socket.terminate();
        });
        socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
        socket.on('error', () => undefined);
      }),
    );
  }
  expect(statuses).toEqual(['open', '401']);
});

test('a client may change what it wants, and one that talks nonsense is cut off', async () => {
  const api = await openTestSidecar();
  const client = await openClient(api, '?types=turn.*');
  client.socket.send(JSON.stringify({ op: 'subscribe', filter: { types: ['call.joined'] } }));
  await until('it began anew', () => client.messages.filter(({ op }) => op === 'hello').length === 2);
  happen(api, 'c1');
  await until('it is there', () => eventsIn(client.messages).length === 1);
  client.socket.send('{"op":"erase"}');
  await until('it is cut off', () => client.closed() !== undefined);
  expect(client.closed()).toBe(1008);
});

test('a client that never reads is cut off, and nothing piles up for it', async () => {
  const api = await openTestSidecar({ streamTimings: { stallMs: 300 } });
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const head = [
    'GET /api/ws HTTP/1.1',
    `host: ${hostname}`,
    `authorization: Bearer ${api.token()}`,
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
  ];
  socket.pause();
  let isClosed = false;
  socket.on('error', () => undefined).on('close', () => (isClosed = true));
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const words = 'x'.repeat(20_000);
  const memoryBefore = process.memoryUsage.rss();
  const isStalled = (): boolean =>
    api.told.some((event) => event.type === 'error' && event.payload.code === 'STREAM_CLIENT_STALLED');
  for (let n = 0; n < 4000 && !isStalled(); n += 1) {
    happen(api, words);
    if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await until('it is told', isStalled);
  socket.resume();
  await until('it is cut off', () => isClosed);
  expect(process.memoryUsage.rss() - memoryBefore).toBeLessThan(400e6);
});

test('a client that is too slow is told which events it missed', async () => {
  const api = await openTestSidecar({ streamTimings: { stallMs: 60_000 } });
  const client = await openClient(api, '?types=call.*');
  client.socket.pause();
  const words = 'x'.repeat(10_000);
  for (let n = 0; n < 6000; n += 1) {
    happen(api, `${n} ${words}`);
    if (n % 100 === 0) await api.journal.flush();
  }
  await api.journal.flush();
  client.socket.resume();
  await until('it has the last one', () => eventsIn(client.messages).some((event) => isNumber(event, 5999)));

  const gaps = client.messages.filter(({ op }) => op === 'gap');
  expect(gaps.length).toBeGreaterThan(0);
  const missed = gaps.reduce((sum, { from, to }) => sum + Number(to) - Number(from) + 1, 0);
  const others = api.told.filter(({ type }) => type !== 'call.joined').length;
  const got = eventsIn(client.messages).length;
  // Whatever did not come lies in a gap; the gaps also hold events that were not asked for.
  expect(got + missed).toBeGreaterThanOrEqual(6000);
  expect(got + missed).toBeLessThanOrEqual(6000 + others);
  expect(api.told).toContainEqual(expect.objectContaining({ type: 'stream.gap' }));
});

const isNumber = ({ payload }: { payload: Record<string, unknown> }, n: number): boolean =>
  String(payload['channelId']).startsWith(`${n} `);

test('a thousand clients that connect and go leave nothing behind', async () => {
  const api = await openTestSidecar();
  const tokens = [api.token(), api.token()];
  const outcomes = new Map<string, number>();
  const visit = (n: number): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/ws`, {
        headers: { authorization: `Bearer ${tokens[n % 2]}` },
      });
      const end = (outcome: string): void => {
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        resolve();
      };
      socket.on('open', () => {
        socket.terminate();
        end('open');
      });
      socket.on('unexpected-response', (_request, response) => {
        response.destroy();
        end(String(response.statusCode));
      });
      socket.on('error', () => undefined);
    });
  for (let n = 0; n < 1000; n += 100) {
    await Promise.all(Array.from({ length: 100 }, (_unused, m) => visit(n + m)));
  }
  expect([...outcomes.keys()].filter((outcome) => !['open', '503', '429'].includes(outcome))).toEqual([]);
  expect(outcomes.get('open')).toBeGreaterThan(300);
  // All places are free again.
  const clients = await Promise.all(Array.from({ length: 60 }, () => openClient(api)));
  expect(clients.map(({ closed }) => closed())).toEqual(clients.map(() => undefined));
});

test('more streams than there is room for are refused, with an event', async () => {
  const api = await openTestSidecar();
  await Promise.all(Array.from({ length: 64 }, () => openClient(api)));
  const refused = await api.ask('/api/events');
  expect([refused.status, await refused.json()]).toEqual([
    503,
    expect.objectContaining({ code: 'HTTP_STREAMS_FULL' }),
  ]);
  await until('it was told', () => api.told.some(({ type }) => type === 'security.refused'));
});

test('server-sent events go on where a client stopped', async () => {
  const api = await openTestSidecar();
  const seen: string[] = [];
  const listen = (lastEventId?: string) =>
    createEventSource({
      url: `${api.url}/api/events?types=call.*`,
      headers: { authorization: `Bearer ${api.token()}` },
      ...(lastEventId !== undefined && { initialLastEventId: lastEventId }),
      onMessage: ({ event, data }) => {
        const { payload } = JSON.parse(data) as { payload: { channelId: string } };
        seen.push(`${event} ${payload.channelId}`);
      },
    });
  happen(api, 'c0');
  await api.journal.flush();
  const first = listen('0');
  await until('the first is there', () => seen.length === 1);
  const { lastEventId } = first;
  first.close();
  happen(api, 'c1');
  await api.journal.flush();
  const second = listen(lastEventId);
  onTestFinished(() => second.close());
  happen(api, 'c2');
  await until('the others are there', () => seen.length === 3);
  expect(seen).toEqual(['call.joined c0', 'call.joined c1', 'call.joined c2']);
});
