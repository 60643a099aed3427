import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UserError, type ErrorCode } from '#core';
import type { Caller, Scope } from '../scopes.ts';
import type { Addresses } from './origin.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that the route asks for; `none` for the one that asks for no token. A valid token when absent. */
    scope?: Scope | 'none';
    /** A token may come as the password of HTTP Basic, which a browser asks for: reading the docs only. */
    acceptsPassword?: boolean;
    /** A one-use ticket may stand in the query instead of a token: the upgrade to a WebSocket only. */
    acceptsTicket?: boolean;
  }
  interface FastifyRequest {
    /** Set once the token was found good. */
    caller: Caller | null;
  }
}

/** Finds the caller of a token or a ticket. */
export interface Doorkeeper {
  byToken(token: string): Caller | undefined;
  /** A ticket is good once. */
  byTicket(ticket: string): Caller | undefined;
}

/** Wrong tokens from one address within a minute; what comes beyond is not even told why. */
const GUESSES_A_MINUTE = 20;

const refuse = (code: ErrorCode, message: string): UserError => new UserError(code, { message });

/** Lets a request through only when it names this server, comes from no foreign page and carries a token. */
export function guard(app: FastifyInstance, addresses: Addresses, doorkeeper: Doorkeeper): void {
  app.decorateRequest('caller', null);
  const countGuess = app.createRateLimit({
    max: GUESSES_A_MINUTE,
    timeWindow: '1 minute',
    keyGenerator: ({ ip }) => `guess ${ip}`,
  });

  app.addHook('onRequest', async (request, reply) => {
    if (!addresses.isOwnHost(request.headers.host)) {
      throw refuse('HTTP_HOST_REFUSED', 'This server does not answer under that host name.');
    }
    if (!addresses.isAllowedOrigin(request.headers.origin)) {
      throw refuse('HTTP_ORIGIN_REFUSED', 'Pages of that origin may not call this server.');
    }
    const { scope } = request.routeOptions.config;
    if (scope === 'none') return;
    const caller = callerOf(request, doorkeeper);
    if (caller === undefined) throw await refusedToken(request, reply, countGuess);
    if (scope !== undefined && !caller.scopes.has(scope)) {
      throw refuse('HTTP_SCOPE_MISSING', `The token ${caller.name} lacks the scope ${scope}.`);
    }
    request.caller = caller;
  });
}

function callerOf(request: FastifyRequest, doorkeeper: Doorkeeper): Caller | undefined {
  const { acceptsPassword = false, acceptsTicket = false } = request.routeOptions.config;
  const [kind = '', value = ''] = (request.headers.authorization ?? '').split(' ', 2);
  if (kind.toLowerCase() === 'bearer') return doorkeeper.byToken(value);
  if (acceptsPassword && kind.toLowerCase() === 'basic') return doorkeeper.byToken(passwordOf(value));
  const { ticket } = request.query as { readonly ticket?: unknown };
  return acceptsTicket && typeof ticket === 'string' ? doorkeeper.byTicket(ticket) : undefined;
}

function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

async function refusedToken(
  request: FastifyRequest,
  reply: FastifyReply,
  countGuess: ReturnType<FastifyInstance['createRateLimit']>,
): Promise<UserError> {
  const verdict = await countGuess(request);
  if (!verdict.isAllowed && verdict.isExceeded) {
    void reply.header('retry-after', verdict.ttlInSeconds);
    return refuse('HTTP_RATE_LIMITED', 'Too many wrong tokens came from this address.');
  }
  if (request.routeOptions.config.acceptsPassword === true) {
    void reply.header('www-authenticate', 'Basic realm="aichat: any user, a token as the password"');
  }
  const isAbsent = request.headers.authorization === undefined;
  return refuse('HTTP_TOKEN_REFUSED', isAbsent ? 'A token is needed.' : 'The token is not known.');
}
