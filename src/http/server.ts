import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import websocket from '@fastify/websocket';
import { fastify, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { randomUUID } from 'node:crypto';
import { UserError } from '#core';
import { answerErrors, type ErrorTelling } from './answer-errors.ts';
import {
  MAX_BODY_BYTES,
  MAX_CONNECTIONS,
  MAX_UPLOAD_BYTES,
  REQUEST_DEADLINE_MS,
  REQUESTS_A_MINUTE,
} from './limits.ts';
import { describeApi } from './openapi.ts';
import { guard, type Doorkeeper } from './security/guard.ts';
import type { Addresses } from './security/origin.ts';

/** What the frame is made from. */
export interface ServerOptions extends ErrorTelling {
  readonly version: string;
  readonly addresses: Addresses;
  readonly doorkeeper: Doorkeeper;
}

/** Largest message that a client may send over a WebSocket, in bytes. */
const MAX_CLIENT_MESSAGE_BYTES = 16_384;

/** A server whose routes are checked by zod schemas. */
export type ZodServer = ReturnType<typeof withZod>;

const withZod = (app: FastifyInstance) => app.withTypeProvider<ZodTypeProvider>();

/** Makes the frame in which the routes stand: limits, guards, problems, documentation. It does not listen yet. */
export async function createServer(options: ServerOptions): Promise<ZodServer> {
  const app = fastify({
    logger: false,
    genReqId: () => `urn:uuid:${randomUUID()}`,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_DEADLINE_MS,
    keepAliveTimeout: 10_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: true },
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerErrors(app, options);
  await app.register(rateLimit, {
    global: true,
    max: REQUESTS_A_MINUTE,
    timeWindow: '1 minute',
    keyGenerator: ({ caller, ip }) => caller?.tokenId ?? ip,
    errorResponseBuilder: () =>
      new UserError('HTTP_RATE_LIMITED', { message: 'This token has made too many requests.' }),
  });
  // Before the guard: it has to close the connection of an upgrade that the guard refuses.
  await app.register(websocket, {
    options: { maxPayload: MAX_CLIENT_MESSAGE_BYTES, perMessageDeflate: false },
  });
  guard(app, options.addresses, options.doorkeeper);
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  await app.register(multipart, { limits: { files: 1, fields: 8, fileSize: MAX_UPLOAD_BYTES } });
  await describeApi(app, options.version);
  return withZod(app);
}
