import {
  createDeliverySender,
  createWebhookRegistry,
  startWebhookDispatcher,
  type WebhookDispatcher,
  type WebhookRegistry,
} from '#events';
import { addWebhookRoutes, openSidecar, type Sidecar } from '#http';
import {
  createApiTokensRepository,
  createDeliveriesRepository,
  createWebhooksRepository,
  type Deliveries,
} from '#store';
import type { House } from './house.ts';

/**
 * Opens the HTTP API and begins to send webhooks.
 *
 * @throws AppError `HTTP_PORT_UNAVAILABLE`, `HTTP_EXPOSED_WITHOUT_TOKEN`.
 */
export async function openSidecarPart(house: House): Promise<Sidecar> {
  const { config, version, bus, storage, journal, parts } = house;
  const webhooks = startWebhooks(house);
  return parts.use(
    await openSidecar({
      version,
      address: config.api,
      bus,
      tokens: createApiTokensRepository(storage.app),
      events: { ...storage.log, onDurable: (listener) => journal.onDurable(listener) },
      addRoutes: (app) => addWebhookRoutes(app, { ...webhooks, wake: () => webhooks.dispatcher.wake() }),
    }),
  );
}

interface Webhooks {
  readonly registry: WebhookRegistry;
  readonly deliveries: Deliveries;
  readonly dispatcher: WebhookDispatcher;
}

function startWebhooks({ config, bus, storage, journal, parts }: House): Webhooks {
  const allowedHosts = new Set(config.webhookAllowedHosts);
  const registry = createWebhookRegistry(createWebhooksRepository(storage.app), allowedHosts);
  const deliveries = createDeliveriesRepository(storage.events);
  const dispatcher = parts.use(
    startWebhookDispatcher({
      book: deliveries,
      registry,
      sender: createDeliverySender(allowedHosts),
      events: storage.log,
      bus,
    }),
  );
  parts.defer(journal.onDurable(() => dispatcher.wake()));
  return { registry, deliveries, dispatcher };
}
