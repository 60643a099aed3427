import { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import { AppError } from '#core';
import { createEventFilter, type EventBus } from '#events';
import type { ZodServer } from '../server.ts';
import type { Tickets } from '../security/tickets.ts';
import { TICKET_LIFE_MS } from '../security/tickets.ts';
import { eventFilterSchema, typePattern } from '../stream/event-schema.ts';
import type { EventFeed } from '../stream/event-feed.ts';
import { openEventSocket } from '../stream/socket.ts';
import { sendEvents } from '../stream/sse.ts';
import type { StreamSlots } from '../stream/stream-slots.ts';
import { problems } from './problems.ts';

/** What the live streams are made from. */
export interface EventRoutesOptions {
  readonly feed: EventFeed;
  readonly slots: StreamSlots;
  readonly tickets: Tickets;
  readonly bus: EventBus;
  /** Shorter ones for tests. */
  readonly timings?: { readonly stallMs?: number; readonly pingMs?: number; readonly heartbeatMs?: number };
}

const sequence = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** A filter as it stands in a query. */
const query = eventFilterSchema.extend({
  types: z
    .string()
    .max(1024)
    .transform((list) => list.split(','))
    .pipe(z.array(typePattern).min(1).max(32))
    .optional()
    .describe('Types with commas between them; `turn.*` is all that begin so.'),
  since: sequence.optional().describe('Sequence of the last event that you have; from now on when absent.'),
});

/** `/api/events` (server-sent events), `/api/ws` (WebSocket) and the tickets for it. */
export function addEventRoutes(app: ZodServer, options: EventRoutesOptions): void {
  const { feed, slots, tickets, bus, timings } = options;
  const onGap = (request: FastifyRequest) => (from: number, to: number) =>
    bus.emit('stream.gap', { client: request.caller?.name ?? '', from, to }, { severity: 'warn' });

  app.get(
    '/api/events',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['events'],
        summary: 'Events as they happen, as server-sent events',
        description:
          'Each event has its sequence as id. A client that comes back with Last-Event-ID, or with `since`, gets ' +
          'what it missed; an event named `gap` tells what it cannot get any more.',
        querystring: query,
        headers: z.object({ 'last-event-id': sequence.optional() }),
        response: {
          200: { description: 'The events.', content: { 'text/event-stream': { schema: z.string() } } },
          ...problems(400, 503),
        },
      },
    },
    async (request, reply) => {
      const { since, ...filter } = request.query;
      const release = slots.take();
      sendEvents(reply, {
        feed,
        since: request.headers['last-event-id'] ?? since,
        wants: createEventFilter(filter),
        showPersonal: request.caller?.scopes.has('personal') === true,
        requestId: request.id,
        ...timings,
        onGap: onGap(request),
        onFault: (error) => bus.emitError(error),
        onClose: release,
      });
      return reply;
    },
  );

  app.post(
    '/api/ws/ticket',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['events'],
        summary: 'A ticket for one WebSocket',
        description:
          'For pages, which cannot send a token with a WebSocket: `/api/ws?ticket=…`, once, within 30 s.',
        response: {
          200: z.object({ ticket: z.string(), expiresInMs: z.int() }).describe('The ticket.'),
          ...problems(),
        },
      },
    },
    async (request) => {
      if (request.caller === null) throw new AppError('INTERNAL', { message: 'The guard let nobody in.' });
      return { ticket: tickets.issue(request.caller), expiresInMs: TICKET_LIFE_MS };
    },
  );

  app.get(
    '/api/ws',
    {
      websocket: true,
      config: { scope: 'read', acceptsTicket: true },
      schema: { querystring: query.extend({ ticket: z.string().max(64).optional() }) },
      // Before the upgrade, so that a refusal is an answer.
      preHandler: async (request) => {
        request.raw.socket.once('close', slots.take());
      },
    },
    (socket, request) => {
      const {
        since,
        ticket: _ticket,
        ...filter
      } = request.query as z.infer<typeof query> & { ticket?: string };
      openEventSocket(socket, {
        feed,
        since,
        filter,
        showPersonal: request.caller?.scopes.has('personal') === true,
        requestId: request.id,
        ...timings,
        onGap: onGap(request),
        onFault: (error) => bus.emitError(error),
      });
    },
  );
}
