import {
  createDeliverySender,
  createEventBus,
  createWebhookRegistry,
  startWebhookDispatcher,
  type AichatEvent,
  type EventBus,
} from '#events';
import {
  createApiTokensRepository,
  createDeliveriesRepository,
  createEventLog,
  createWebhooksRepository,
  openEventJournal,
  type EventJournal,
} from '#store';
import { onTestFinished } from 'vitest';
import { temporaryDataFolder, temporaryDatabase } from '../../store/testing/temporary-store.ts';
import { addWebhookRoutes } from '../routes/webhooks.ts';
import { SCOPES, type Scope } from '../scopes.ts';
import { makeToken } from '../security/bearer-token.ts';
import { openSidecar, type Sidecar, type SidecarOptions } from '../sidecar.ts';

/** A sidecar on a real socket, a real journal and real database files. */
export interface TestSidecar {
  readonly sidecar: Sidecar;
  readonly url: string;
  readonly bus: EventBus;
  readonly journal: EventJournal;
  /** Everything that was told so far. */
  readonly told: readonly AichatEvent[];
  /** Makes a token with these scopes, all when none is named. */
  token(...scopes: readonly Scope[]): string;
  revoke(token: string): void;
  /** Asks with a token of all scopes. */
  ask(
    path: string,
    init?: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Response>;
}

const silentLogger = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** @param allowedHosts - private hosts that webhooks may call. */
export async function openTestSidecar(
  options: Partial<Pick<SidecarOptions, 'address' | 'streamTimings' | 'addRoutes'>> & {
    readonly allowedHosts?: readonly string[];
  } = {},
): Promise<TestSidecar> {
  const dataFolder = temporaryDataFolder();
  const [app, events] = [temporaryDatabase('app', dataFolder), temporaryDatabase('events', dataFolder)];
  const log = createEventLog(events);
  const bus = createEventBus(silentLogger);
  const told: AichatEvent[] = [];
  const opened = new AsyncDisposableStack();
  onTestFinished(() => opened.disposeAsync());
  const journal = openEventJournal({
    dataFolder,
    onFault: (error) => bus.emitError(error),
    onDropped: () => undefined,
  });
  opened.adopt(journal, (used) => used.close());
  bus.subscribe((event) => told.push(event));
  bus.subscribe((event) => journal.record(event));
  const tokens = createApiTokensRepository(app);
  const allowedHosts = new Set(options.allowedHosts);
  const registry = createWebhookRegistry(createWebhooksRepository(app), allowedHosts);
  const deliveries = createDeliveriesRepository(events);
  const dispatcher = opened.use(
    startWebhookDispatcher({
      book: deliveries,
      registry,
      sender: createDeliverySender(allowedHosts),
      events: log,
      bus,
    }),
  );
  journal.onDurable(() => dispatcher.wake());
  const token = (...scopes: readonly Scope[]): string => {
    const made = makeToken();
    tokens.add({
      id: made.id,
      name: 'test',
      secretHash: made.secretHash,
      scopes: scopes.length > 0 ? scopes : SCOPES,
    });
    return made.token;
  };
  const sidecar = await openSidecar({
    version: '0.0.0',
    address: { host: '127.0.0.1', port: 0, allowedHosts: [], allowedOrigins: [] },
    bus,
    tokens,
    events: { ...log, onDurable: (listener) => journal.onDurable(listener) },
    addRoutes: (server) => addWebhookRoutes(server, { registry, deliveries, wake: () => dispatcher.wake() }),
    ...options,
  });
  opened.use(sidecar);
  const all = token();
  return {
    sidecar,
    url: sidecar.url,
    bus,
    journal,
    told,
    token,
    revoke: (revoked) => void tokens.remove(revoked.split('_')[1] ?? ''),
    ask: (path, init = {}) =>
      fetch(`${sidecar.url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${all}`, ...init.headers },
      }),
  };
}
