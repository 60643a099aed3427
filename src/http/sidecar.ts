import { isIP } from 'node:net';
import { AppError, causesOf } from '#core';
import type { EventBus } from '#events';
import type { EventLog, TokenBook } from './ports.ts';
import { addEventRoutes, type EventRoutesOptions } from './routes/events.ts';
import { addLivenessRoute } from './routes/liveness.ts';
import { SCOPES, type Caller, type Scope } from './scopes.ts';
import { checkToken } from './security/bearer-token.ts';
import { createAddresses, type AddressOptions } from './security/origin.ts';
import { createRefusals } from './security/refusals.ts';
import { createTickets } from './security/tickets.ts';
import { createServer, type ZodServer } from './server.ts';
import { createEventFeed } from './stream/event-feed.ts';
import { createStreamSlots } from './stream/stream-slots.ts';

/** What the sidecar is made from. */
export interface SidecarOptions {
  readonly version: string;
  readonly address: AddressOptions & { readonly port: number };
  readonly bus: EventBus;
  readonly tokens: TokenBook;
  readonly events: EventLog;
  /** Adds the routes of the parts that this process has. */
  readonly addRoutes: (app: ZodServer) => void;
  /** Shorter times for tests. */
  readonly streamTimings?: EventRoutesOptions['timings'];
}

/** The HTTP API while it listens. */
export interface Sidecar extends AsyncDisposable {
  /** Where it listens, as `http://127.0.0.1:8765`. */
  readonly url: string;
  /** The OpenAPI document. */
  readonly document: unknown;
}

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Opens the HTTP API.
 *
 * @throws AppError `HTTP_PORT_UNAVAILABLE`; `HTTP_EXPOSED_WITHOUT_TOKEN` when other machines could reach it and
 * there is no token.
 */
export async function openSidecar(options: SidecarOptions): Promise<Sidecar> {
  const { version, address, bus, tokens, events, addRoutes, streamTimings } = options;
  if (!LOOPBACK_HOSTS.has(address.host) && tokens.isEmpty()) {
    throw new AppError('HTTP_EXPOSED_WITHOUT_TOKEN', {
      message: `API_HOST is ${address.host}, which other machines can reach, and there is no token.`,
    });
  }
  await using opened = new AsyncDisposableStack();
  const refusals = opened.use(createRefusals(bus.emit));
  const feed = opened.use(createEventFeed(events));
  const tickets = createTickets(() => performance.now());
  const app = await createServer({
    version,
    bus,
    refusals,
    addresses: createAddresses(address),
    doorkeeper: { byToken: (token) => callerOf(token, tokens), byTicket: (ticket) => tickets.redeem(ticket) },
  });
  opened.adopt(app, (server) => server.close());
  addLivenessRoute(app);
  addEventRoutes(app, {
    feed,
    slots: createStreamSlots(),
    tickets,
    bus,
    ...(streamTimings && { timings: streamTimings }),
  });
  addRoutes(app);
  const url = await listen(app, address);
  bus.emit('http.listening', { url });
  const parts = opened.move();
  return {
    url,
    document: app.swagger(),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function callerOf(token: string, tokens: TokenBook): Caller | undefined {
  const found = checkToken(token, (id) => tokens.find(id));
  if (found === undefined) return undefined;
  tokens.noteUse(found.id);
  const scopes = found.scopes.filter((scope): scope is Scope =>
    (SCOPES as readonly string[]).includes(scope),
  );
  return { tokenId: found.id, name: found.name, scopes: new Set(scopes) };
}

async function listen(app: ZodServer, { host, port }: SidecarOptions['address']): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const [why = 'no reason given'] = causesOf(new Error('', { cause }));
    throw new AppError('HTTP_PORT_UNAVAILABLE', {
      message: `The HTTP API cannot listen on ${host}:${port}: ${why}.`,
      cause,
      context: { host, port },
    });
  }
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return `http://${name}:${boundPort(app.server.address(), port)}`;
}

function boundPort(address: ReturnType<ZodServer['server']['address']>, asked: number): number {
  return address === null || typeof address === 'string' ? asked : address.port;
}
