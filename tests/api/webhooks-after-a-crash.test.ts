import { startChatServer } from '#loopback';
import { createEventLog, openDatabase } from '#store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { startReceiver } from '../../src/events/webhooks/testing/webhook-receiver.ts';
import { makeTokenIn } from '../support/api-stage.ts';
import { startBackend, type Backend } from '../support/backend.ts';
import { until } from '../support/until.ts';

/** Ends at moments that nobody chose. */
const CRASHES = 2;
const ASKED_AT_ONCE = 4;

test(
  'a process that is killed again and again delivers each event that was kept, with one id',
  { timeout: 300_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aichat-crash-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const chat = await startChatServer({ reply: 'Okay.', timeToFirstTokenMs: 1, tokensPerSecond: 1000 });
    onTestFinished(() => chat.close());
    // Some are refused, so that there is always something that waits.
    const receiver = await startReceiver((_delivery, number) => (number % 5 === 4 ? 500 : 204));
    const token = makeTokenIn(folder);
    const start = async (): Promise<Backend> => {
      const backend = await startBackend(folder, chat, { WEBHOOK_ALLOWED_HOSTS: receiver.host });
      onTestFinished(() => backend.process.stop().then(() => undefined));
      return backend;
    };
    const post = (url: string, path: string, body: unknown): Promise<Response> =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });

    let backend = await start();
    const wish = { url: `http://${receiver.host}/hook`, types: ['model.replied'] };
    const made = (await (await post(backend.url, '/api/webhooks', wish)).json()) as {
      id: string;
      secret: string;
    };
    for (let crash = 0; crash < CRASHES; crash += 1) {
      const { url, process: running } = backend;
      const askOn = async (): Promise<void> => {
        while (running.exitCode() === undefined)
          await post(url, '/api/chat', { text: 'Hello' })
            .then((answer) => answer.text())
            .catch(() => '');
      };
      const asking = Array.from({ length: ASKED_AT_ONCE }, askOn);
      const before = receiver.received.length;
      await until('it delivers', () => receiver.received.length > before + 5, { timeoutMs: 30_000 });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      running.kill();
      await running.waitForExit(10_000);
      await Promise.all(asking);
      backend = await start();
    }

    const kept = keptReplies(folder).map((id) => `${id}_${made.id}`);
    const arrived = (): Set<string> =>
      new Set(receiver.received.map(({ headers }) => headers['webhook-id'] ?? ''));
    await until('all are there', () => kept.every((id) => arrived().has(id)), { timeoutMs: 60_000 });
    expect(kept.length).toBeGreaterThan(CRASHES * 5);
    expect([...arrived()].filter((id) => !kept.includes(id))).toEqual([]);
    const verified = receiver.received.map(({ body, headers }) =>
      new Webhook(made.secret).verify(body, headers),
    );
    expect(verified).toHaveLength(receiver.received.length);
  },
);

/** Ids of the replies that the database has, as another process sees it. */
function keptReplies(folder: string): readonly string[] {
  const database = openDatabase(folder, 'events');
  try {
    return createEventLog(database)
      .after(0, 100_000)
      .flatMap(({ id, type }) => (type === 'model.replied' ? [id] : []));
  } finally {
    database.close();
  }
}
