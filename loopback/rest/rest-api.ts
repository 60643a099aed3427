import type { IncomingMessage, ServerResponse } from 'node:http';
import { sleep, type Logger } from '#core';
import type { World } from '../world/world.ts';
import { ApiError, refusals } from './api-error.ts';
import { readRequest, type RestReply } from './request.ts';
import { findRoute, type Route } from './router.ts';
import { channelRoutes } from './routes/channels.ts';
import { commandRoutes } from './routes/commands.ts';
import { gatewayRoutes, type ApplicationSetup } from './routes/gateway.ts';
import { guildRoutes } from './routes/guilds.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** A request to a route that this Discord does not have. */
export interface UnhandledRequest {
  readonly method: string;
  readonly path: string;
}

/** What the REST interface needs. */
export interface RestApiOptions {
  readonly world: World;
  readonly gatewayUrl: () => string;
  readonly application: ApplicationSetup;
  readonly logger: Logger | undefined;
  /** Aborts what still waits when the world closes. */
  readonly signal: AbortSignal;
}

/** Discord's REST interface, and the files that were posted. */
export class RestApi {
  /** Requests to routes that do not exist here, oldest first; at most 1,000 are kept. */
  readonly unhandled: UnhandledRequest[] = [];
  readonly #options: RestApiOptions;
  readonly #routes: readonly Route[];

  constructor(options: RestApiOptions) {
    const { world, gatewayUrl, application } = options;
    this.#options = options;
    this.#routes = [
      ...gatewayRoutes(world, gatewayUrl, application),
      ...commandRoutes(world),
      ...interactionRoutes(world),
      ...webhookRoutes(world),
      ...guildRoutes(world),
      ...channelRoutes(world),
    ];
  }

  /** Answers one HTTP request; never rejects. */
  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const reply = await this.#reply(incoming, url).catch((error: unknown) => this.#refusal(error, url));
    if (reply === undefined || outgoing.destroyed) return;
    const { bytes, body } = reply;
    if (bytes !== undefined) {
      outgoing.writeHead(reply.status, { 'content-type': bytes.contentType }).end(bytes.data);
    } else if (body === undefined) {
      outgoing.writeHead(reply.status).end();
    } else {
      const headers = { 'content-type': 'application/json', ...reply.headers };
      outgoing.writeHead(reply.status, headers).end(JSON.stringify(body));
    }
  }

  async #reply(incoming: IncomingMessage, url: URL): Promise<RestReply | undefined> {
    const { world, signal, logger } = this.#options;
    if (url.pathname.startsWith('/attachments/')) return this.#file(url);
    const request = await readRequest(incoming, url);
    const match = findRoute(this.#routes, request.method, request.path);
    const isAuthorized = request.headers['authorization'] === `Bot ${world.token}`;
    if (match?.route.open !== true && !isAuthorized) throw refusals.unauthorized();
    if (match === undefined) {
      this.#noteUnhandled(request.method, url.pathname);
      throw refusals.notFound();
    }
    logger?.debug({ method: request.method, route: match.route.pattern }, 'loopback request');
    if (world.faults.take('rest-500') !== undefined) throw new ApiError(500, 0, '500: Internal Server Error');
    const limited = world.faults.take('rest-429');
    if (limited !== undefined) return rateLimited(limited.delayMs);
    if (world.faults.take('rest-hang') !== undefined) {
      await sleep(2 ** 31 - 1, signal);
      return undefined;
    }
    return match.route.handle(request, match.values);
  }

  #file(url: URL): RestReply {
    const [, , fileId = ''] = url.pathname.split('/');
    const file = this.#options.world.files.get(fileId);
    if (file === undefined) throw refusals.notFound();
    return { status: 200, bytes: { contentType: file.contentType, data: file.bytes } };
  }

  #noteUnhandled(method: string, path: string): void {
    if (this.unhandled.length >= 1_000) this.unhandled.shift();
    this.unhandled.push({ method, path });
    this.#options.world.events.emit({ type: 'request-unhandled', method, path });
  }

  #refusal(error: unknown, url: URL): RestReply | undefined {
    const { signal, logger } = this.#options;
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    if (signal.aborted) return undefined;
    logger?.error({ error, path: url.pathname }, 'loopback request failed');
    const message = error instanceof Error ? error.message : String(error);
    return { status: 500, body: { code: 0, message: `500: ${message}` } };
  }
}

function rateLimited(delayMs: number): RestReply {
  const retryAfter = delayMs / 1000;
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: retryAfter, global: false, code: 0 },
    headers: { 'retry-after': String(retryAfter), 'x-ratelimit-scope': 'user' },
  };
}
