import {
  createDeliverySender,
  createWebhookRegistry,
  startWebhookDispatcher,
  type WebhookDispatcher,
  type WebhookRegistry,
} from '#events';
import {
  addCallRoutes,
  addChatRoutes,
  addLogRoutes,
  addMetricsRoute,
  addModelRoutes,
  addPersonaRoutes,
  addSynthesisRoute,
  addSystemRoutes,
  addTranscriptionRoute,
  addUsageRoute,
  addWebhookRoutes,
  openSidecar,
  type ApiServer,
  type Sidecar,
} from '#http';
import { startOfDays, summariseUsage } from '#llm';
import { createModelStore } from '#models';
import type { PersonaLibrary } from '#personas';
import {
  createApiTokensRepository,
  createDeliveriesRepository,
  createWebhooksRepository,
  type Deliveries,
} from '#store';
import { createCallControl } from './api/calls.ts';
import { createChatPort } from './api/chat.ts';
import { createSystemPort } from './api/system.ts';
import type { DiscordCalls } from './calls.ts';
import type { House } from './house.ts';
import type { Mind } from './mind.ts';
import type { Speech } from './speech.ts';
import type { Status } from './status.ts';

/** What the routes reach. A process without Discord has no calls. */
export interface SidecarReach {
  readonly mind: Mind;
  readonly speech: Speech;
  readonly status: Status;
  readonly personas: PersonaLibrary;
  readonly discord?: DiscordCalls;
}

/**
 * Opens the HTTP API and begins to send webhooks.
 *
 * @throws AppError `HTTP_PORT_UNAVAILABLE`, `HTTP_EXPOSED_WITHOUT_TOKEN`.
 */
export async function openSidecarPart(house: House, reach: SidecarReach): Promise<Sidecar> {
  const { config, version, bus, storage, journal, parts } = house;
  const webhooks = startWebhooks(house);
  return parts.use(
    await openSidecar({
      version,
      address: config.api,
      bus,
      tokens: createApiTokensRepository(storage.app),
      events: { ...storage.log, onDurable: (listener) => journal.onDurable(listener) },
      addRoutes(app) {
        addWebhookRoutes(app, { ...webhooks, wake: () => webhooks.dispatcher.wake() });
        addRoutes(app, house, reach);
      },
    }),
  );
}

function addRoutes(
  app: ApiServer,
  house: House,
  { mind, speech, status, personas, discord }: SidecarReach,
): void {
  const { config, bus, storage, journal } = house;
  const { transcriber, synthesizer } = speech;
  const calls = discord ? createCallControl(discord) : undefined;
  addChatRoutes(app, createChatPort(mind.models, personas));
  addPersonaRoutes(app, personas);
  if (calls) addCallRoutes(app, calls);
  addSynthesisRoute(app, synthesizer);
  addTranscriptionRoute(app, { transcriber, ffmpegPath: config.ffmpegPath });
  addModelRoutes(app, {
    languageModels: mind.models,
    store: createModelStore({ mirrorUrl: config.models.mirrorUrl, token: config.models.huggingFaceToken }),
    inUse: { recogniser: config.whisper.model, voice: synthesizer.describe().name },
  });
  addUsageRoute(app, {
    usage: (days, of) => summariseUsage(mind.usage, { ...of, sinceMs: startOfDays(days, Date.now()) }),
  });
  addSystemRoutes(app, createSystemPort(house, status, discord));
  addLogRoutes(app, storage.logQuery);
  addMetricsRoute(app, {
    subscribe: (listener) => bus.subscribe(listener),
    calls: () => calls?.list().length ?? 0,
    journal: () => journal.figures(),
  });
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
