import { createDeliveriesRepository, createWebhooksRepository } from '#store';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { temporaryDataFolder, temporaryDatabase } from '../../store/testing/temporary-store.ts';
import { createEventBus } from '../event-bus.ts';
import type { AichatEvent } from '../event.ts';
import { startWebhookDispatcher, type DispatcherOptions, type WebhookDispatcher } from './dispatcher.ts';
import type { WebhookEntry } from './ports.ts';
import { createWebhookRegistry, type WebhookRegistry, type WebhookWish } from './registry.ts';
import { createDeliverySender } from './send-delivery.ts';
import { startReceiver } from './testing/webhook-receiver.ts';

const silentLogger = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** The books in real files, a log of events in memory, and what the dispatcher told. */
function openOffice(allowedHosts: readonly string[], folder = temporaryDataFolder()) {
  const allowed = new Set(allowedHosts);
  const registry = createWebhookRegistry(createWebhooksRepository(temporaryDatabase('app', folder)), allowed);
  const book = createDeliveriesRepository(temporaryDatabase('events', folder));
  const log: AichatEvent[] = [];
  const told: AichatEvent[] = [];
  const dispatchers: WebhookDispatcher[] = [];
  const bus = createEventBus(silentLogger);
  bus.subscribe((event) => told.push(event));
  return {
    folder,
    registry,
    book,
    told,
    start(options: Partial<DispatcherOptions> = {}): WebhookDispatcher {
      const dispatcher = startWebhookDispatcher({
        book,
        registry,
        sender: createDeliverySender(allowed, { deadlineMs: 2000 }),
        events: {
          latestSequence: () => log.at(-1)?.sequence ?? 0,
          after: (sequence, limit) => log.filter((event) => event.sequence > sequence).slice(0, limit),
        },
        bus,
        waitMs: (attempts) => (attempts < 5 ? 10 : undefined),
        firstPauseMs: 1,
        ...options,
      });
      dispatchers.push(dispatcher);
      onTestFinished(() => dispatcher[Symbol.asyncDispose]());
      return dispatcher;
    },
    happen(type: 'call.joined' | 'call.left' | 'webhook.disabled', guildId = 'g1'): AichatEvent {
      const sequence = log.length + 1;
      const payload = { channelId: 'c1', reason: 'test', personal: { text: 'A secret.' } };
      const time = new Date(1e12 + sequence).toISOString();
      const event = { id: `e${sequence}`, sequence, time, type, severity: 'info', guildId, payload };
      log.push(event as unknown as AichatEvent);
      for (const dispatcher of dispatchers) dispatcher.wake();
      return event as unknown as AichatEvent;
    },
  };
}

function addWebhook(registry: WebhookRegistry, host: string, wish: Partial<WebhookWish> = {}): WebhookEntry {
  const nothing = { description: '', types: [], severity: null, guildId: null, includesPersonal: false };
  return registry.create({ ...nothing, url: `http://${host}/hook`, ...wish });
}

test('every wanted event arrives, is verified by an independent receiver, and holds nothing personal', async () => {
  const receiver = await startReceiver();
  const office = openOffice([receiver.host]);
  const webhook = addWebhook(office.registry, receiver.host, { types: ['call.*'], guildId: 'g1' });
  office.start();
  const wanted = [office.happen('call.joined'), office.happen('call.left')];
  office.happen('call.joined', 'g2');
  office.happen('webhook.disabled');
  await until('both arrived', () => receiver.received.length >= 2);
  await until('both are settled', () =>
    office.book.list(webhook.id, 10).every(({ state }) => state === 'delivered'),
  );

  const verified = receiver.received.map(({ body, headers }) =>
    new Webhook(webhook.secret).verify(body, headers),
  );
  expect(verified).toHaveLength(2);
  for (const { id, type, time } of wanted) {
    expect(verified).toContainEqual({
      type,
      timestamp: time,
      data: expect.objectContaining({ id, payload: { channelId: 'c1', reason: 'test' } }) as unknown,
    });
  }
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set(wanted.map(({ id }) => `${id}_${webhook.id}`)),
  );
});

test('a webhook that asks for it gets what people said', async () => {
  const receiver = await startReceiver();
  const office = openOffice([receiver.host]);
  addWebhook(office.registry, receiver.host, { includesPersonal: true });
  office.start();
  office.happen('call.joined');
  await until('it arrived', () => receiver.received.length === 1);
  expect(receiver.received[0]?.body).toContain('A secret.');
});

test('what fails is tried again with the same id and the same body until it is taken', async () => {
  const receiver = await startReceiver((_delivery, number) => (number < 2 ? 500 : 204));
  const office = openOffice([receiver.host]);
  const webhook = addWebhook(office.registry, receiver.host);
  office.start();
  office.happen('call.joined');
  await until('it was taken', () => office.book.list(webhook.id, 1)[0]?.state === 'delivered');

  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set([`e1_${webhook.id}`]),
  );
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  expect(office.book.list(webhook.id, 1)).toMatchObject([{ attempts: 3, lastStatus: 204 }]);
  expect(office.told.filter(({ type }) => type === 'error')).toHaveLength(2);
});

test('a redirect fails and is not followed', async () => {
  const elsewhere = await startReceiver();
  const receiver = await startReceiver(() => ({
    status: 302,
    headers: { location: `http://${elsewhere.host}/` },
  }));
  const office = openOffice([receiver.host, elsewhere.host]);
  const webhook = addWebhook(office.registry, receiver.host);
  office.start();
  office.happen('call.joined');
  await until('it failed for good', () => office.book.list(webhook.id, 1)[0]?.state === 'failed');

  expect(elsewhere.received).toEqual([]);
  expect(office.book.list(webhook.id, 1)).toMatchObject([{ attempts: 5, lastStatus: 302 }]);
  expect(office.registry.get(webhook.id).disabledReason).toContain('redirects');
});

test('a receiver that says it is gone is switched off at once, and nothing more is sent to it', async () => {
  const receiver = await startReceiver(() => 410);
  const office = openOffice([receiver.host]);
  const webhook = addWebhook(office.registry, receiver.host);
  office.start();
  office.happen('call.joined');
  await until('it is off', () => office.registry.get(webhook.id).disabledReason !== null);
  office.happen('call.left');

  expect(receiver.received).toHaveLength(1);
  expect(office.book.waiting(webhook.id)).toBe(0);
  expect(office.told).toContainEqual(expect.objectContaining({ type: 'webhook.disabled' }));
});

test('a receiver that never answers holds no other up', async () => {
  const [slow, quick] = [await startReceiver(() => 'never'), await startReceiver()];
  const office = openOffice([slow.host, quick.host]);
  const stuck = addWebhook(office.registry, slow.host);
  addWebhook(office.registry, quick.host);
  office.start({ waitMs: () => undefined });
  for (let n = 0; n < 20; n += 1) office.happen('call.joined');
  await until('the quick one has all', () => receiver(quick) === 20);
  await until('the slow one is given up', () => office.registry.get(stuck.id).disabledReason !== null);
  expect(office.registry.get(stuck.id).disabledReason).toContain('took longer than 2000 ms');
});

test('an address that is no longer allowed is refused when it is called, not only when it was written down', async () => {
  const receiver = await startReceiver();
  const office = openOffice([receiver.host]);
  const webhook = addWebhook(office.registry, receiver.host);
  const strict = createDeliverySender(new Set());
  office.start({ sender: strict, waitMs: () => undefined });
  office.happen('call.joined');
  await until('it failed', () => office.book.list(webhook.id, 1)[0]?.state === 'failed');

  expect(office.book.list(webhook.id, 1)[0]?.lastReason).toContain('WEBHOOK_TARGET_REFUSED');
  expect(receiver.received).toEqual([]);
});

test('what was not taken before the end is delivered after the next start', async () => {
  let isUp = false;
  const receiver = await startReceiver(() => (isUp ? 204 : 503));
  const office = openOffice([receiver.host]);
  const webhook = addWebhook(office.registry, receiver.host);
  const first = office.start({ waitMs: () => 50 });
  office.happen('call.joined');
  await until('it was tried', () => receiver.received.length > 0);
  await first[Symbol.asyncDispose]();
  office.happen('call.left');
  isUp = true;
  office.start();
  await until('both are there', () =>
    office.book.list(webhook.id, 10).every(({ state }) => state === 'delivered'),
  );

  expect(office.book.list(webhook.id, 10)).toHaveLength(2);
});

const receiver = ({ received }: { received: readonly unknown[] }): number => received.length;
