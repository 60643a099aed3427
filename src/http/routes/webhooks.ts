import { z } from 'zod';
import { SEVERITIES, type WebhookRegistry } from '#events';
import { UserError } from '#core';
import type { ZodServer } from '../server.ts';
import { typePattern } from '../stream/event-schema.ts';
import { problems } from './problems.ts';

/** One delivery, as far as the delivery log shows it. */
export interface LoggedDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly eventType: string;
  readonly sequence: number;
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAtMs: number | null;
  readonly createdAtMs: number;
  readonly attemptedAtMs: number | null;
  readonly lastStatus: number | null;
  readonly lastReason: string | null;
  readonly lastDurationMs: number | null;
}

/** The delivery log. */
export interface DeliveryLog {
  find(id: string): LoggedDelivery | undefined;
  /** The newest first; those before the sequence when it is given. */
  list(webhookId: string, limit: number, before?: number): readonly LoggedDelivery[];
  again(id: string): boolean;
  forget(webhookId: string): void;
}

/** What the routes of the webhooks need. */
export interface WebhookRoutesOptions {
  readonly registry: WebhookRegistry;
  readonly deliveries: DeliveryLog;
  /** Called when something is to be sent. */
  readonly wake: () => void;
}

const id = z.string().regex(/^[0-9a-f]{16}$/u, 'must be the id of a webhook');
const deliveryId = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w-]+$/u, 'must be the id of a delivery');
const time = z.iso.datetime();
const isoTime = (ms: number): string => new Date(ms).toISOString();

const wish = z.strictObject({
  url: z.string().min(1).max(2048).describe('A public https address, or a host that the owner allows.'),
  description: z.string().max(200).default(''),
  types: z.array(typePattern).max(32).default([]).describe('Types of events, or `turn.*`; empty for all.'),
  severity: z.enum(SEVERITIES).nullable().default(null).describe('The least severity.'),
  guildId: z
    .string()
    .regex(/^\d{1,20}$/u)
    .nullable()
    .default(null)
    .describe('Only what happens in this server.'),
  includesPersonal: z.boolean().default(false).describe('Whether what people said and wrote goes along.'),
});
const change = z.strictObject({
  url: wish.shape.url.optional(),
  description: wish.shape.description.unwrap().optional(),
  types: wish.shape.types.unwrap().optional(),
  severity: wish.shape.severity.unwrap().optional(),
  guildId: wish.shape.guildId.unwrap().optional(),
  includesPersonal: wish.shape.includesPersonal.unwrap().optional(),
  enabled: z.boolean().optional(),
});
const webhookSchema = z
  .object({
    ...wish.shape,
    id,
    enabled: z.boolean(),
    disabledReason: z.string().nullable(),
    createdAt: time,
  })
  .meta({ id: 'Webhook' });
const webhookWithSecret = z
  .object({
    ...webhookSchema.shape,
    secret: z.string().describe('For checking the signatures; shown this once.'),
  })
  .meta({ id: 'WebhookWithSecret' });
const deliverySchema = z
  .object({
    id: deliveryId,
    eventType: z.string(),
    sequence: z.int(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    nextAttemptAt: time.nullable(),
    createdAt: time,
    attemptedAt: time.nullable(),
    lastStatus: z.int().nullable(),
    lastReason: z.string().nullable(),
    lastDurationMs: z.number().nullable(),
  })
  .meta({ id: 'Delivery', description: 'One event on its way to one webhook.' });

type Entry = ReturnType<WebhookRegistry['get']>;

function viewOf({
  secret: _secret,
  createdAtMs,
  disabledReason,
  ...webhook
}: Entry): z.infer<typeof webhookSchema> {
  const { url, description, severity, guildId, includesPersonal, types } = webhook;
  return {
    id: webhook.id,
    url,
    description,
    severity,
    guildId,
    includesPersonal,
    types: [...types],
    enabled: disabledReason === null,
    disabledReason,
    createdAt: isoTime(createdAtMs),
  };
}

function viewOfDelivery(delivery: LoggedDelivery): z.infer<typeof deliverySchema> {
  const {
    nextAttemptAtMs,
    createdAtMs,
    attemptedAtMs,
    body: _body,
    webhookId: _webhookId,
    ...rest
  } = delivery;
  return {
    ...rest,
    nextAttemptAt: nextAttemptAtMs === null ? null : isoTime(nextAttemptAtMs),
    createdAt: isoTime(createdAtMs),
    attemptedAt: attemptedAtMs === null ? null : isoTime(attemptedAtMs),
  };
}

/** `/api/webhooks`: who gets told of what happens, and what was told. */
export function addWebhookRoutes(app: ZodServer, { registry, deliveries, wake }: WebhookRoutesOptions): void {
  const config = { scope: 'admin' } as const;
  const tags = ['webhooks'];
  const params = z.object({ id });

  app.get(
    '/api/webhooks',
    {
      config,
      schema: {
        tags,
        summary: 'The webhooks',
        response: {
          200: z.object({ webhooks: z.array(webhookSchema) }).describe('The oldest first.'),
          ...problems(),
        },
      },
    },
    async () => ({ webhooks: registry.list().map(viewOf) }),
  );
  app.post(
    '/api/webhooks',
    {
      config,
      schema: {
        tags,
        summary: 'Make a webhook',
        description: 'Deliveries are signed after Standard Webhooks 1.0 and come at least once each.',
        body: wish,
        response: { 201: webhookWithSecret.describe('With its secret.'), ...problems(400, 413, 415) },
      },
    },
    async (request, reply) => {
      const made = registry.create(request.body);
      return reply.code(201).send({ ...viewOf(made), secret: made.secret });
    },
  );
  app.get(
    '/api/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One webhook',
        params,
        response: { 200: webhookSchema.describe('Without its secret.'), ...problems(400, 404) },
      },
    },
    async ({ params: { id: wanted } }) => viewOf(registry.get(wanted)),
  );
  app.patch(
    '/api/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a webhook, or switch it on or off',
        params,
        body: change,
        response: { 200: webhookSchema.describe('As it is now.'), ...problems(400, 404, 413, 415) },
      },
    },
    async ({ params: { id: wanted }, body: { enabled, ...changes } }) => {
      const present = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      registry.get(wanted);
      if (Object.keys(present).length > 0) registry.change(wanted, present);
      if (enabled === true) registry.enable(wanted);
      if (enabled === false) registry.disable(wanted, 'Switched off by its owner.');
      return viewOf(registry.get(wanted));
    },
  );
  app.delete(
    '/api/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove a webhook and its delivery log',
        params,
        response: { 204: z.undefined().describe('It is gone.'), ...problems(400, 404) },
      },
    },
    async ({ params: { id: wanted } }, reply) => {
      registry.remove(wanted);
      deliveries.forget(wanted);
      return reply.code(204).send();
    },
  );
  app.post(
    '/api/webhooks/:id/secret',
    {
      config,
      schema: {
        tags,
        summary: 'Replace the secret; the old one signs for another day',
        params,
        response: { 200: webhookWithSecret.describe('With the new secret.'), ...problems(400, 404) },
      },
    },
    async ({ params: { id: wanted } }) => {
      const rotated = registry.rotateSecret(wanted);
      return { ...viewOf(rotated), secret: rotated.secret };
    },
  );
  app.get(
    '/api/webhooks/:id/deliveries',
    {
      config,
      schema: {
        tags,
        summary: 'What was sent, and what came of it',
        params,
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(200).default(50),
          before: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
        }),
        response: {
          200: z
            .object({
              deliveries: z.array(deliverySchema),
              nextBefore: z.int().nullable().describe('Give it as `before` for the next page.'),
            })
            .describe('The newest first.'),
          ...problems(400, 404),
        },
      },
    },
    async ({ params: { id: wanted }, query: { limit, before } }) => {
      registry.get(wanted);
      const found = deliveries.list(wanted, limit, before);
      const nextBefore = found.length === limit ? (found.at(-1)?.sequence ?? null) : null;
      return { deliveries: found.map(viewOfDelivery), nextBefore };
    },
  );
  app.post(
    '/api/webhooks/:id/deliveries/:deliveryId/redeliver',
    {
      config,
      schema: {
        tags,
        summary: 'Send something once more, with the same id',
        params: params.extend({ deliveryId }),
        response: { 202: deliverySchema.describe('It waits to be sent.'), ...problems(400, 404) },
      },
    },
    async ({ params: { id: wanted, deliveryId: which } }, reply) => {
      const found = deliveries.find(which);
      if (found?.webhookId !== wanted) {
        throw new UserError('WEBHOOK_UNKNOWN', {
          message: `The webhook ${wanted} has no delivery ${which}.`,
        });
      }
      deliveries.again(which);
      wake();
      return reply.code(202).send(viewOfDelivery(deliveries.find(which) ?? found));
    },
  );
}
