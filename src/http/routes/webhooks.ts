import { z } from 'zod';
import type { WebhookRegistry } from '#events';
import type { ZodServer } from '../server.ts';
import { addDeliveryRoutes } from './deliveries.ts';
import { problems } from './problems.ts';
import {
  viewOfWebhook,
  webhookChange,
  webhookId,
  webhookSchema,
  webhookWish,
  webhookWithSecret,
  type DeliveryLog,
} from './webhook-schemas.ts';

/** What the routes of the webhooks need. */
export interface WebhookRoutesOptions {
  readonly registry: WebhookRegistry;
  readonly deliveries: DeliveryLog;
  /** Called when something is to be sent. */
  readonly wake: () => void;
}

/** `/api/webhooks`: who gets told of what happens, and what was told. */
export function addWebhookRoutes(app: ZodServer, options: WebhookRoutesOptions): void {
  const { registry, deliveries } = options;
  const config = { scope: 'admin' } as const;
  const tags = ['webhooks'];
  const params = z.object({ id: webhookId });

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
    async () => ({ webhooks: registry.list().map(viewOfWebhook) }),
  );
  app.post(
    '/api/webhooks',
    {
      config,
      schema: {
        tags,
        summary: 'Make a webhook',
        description: 'Deliveries are signed after Standard Webhooks 1.0 and come at least once each.',
        body: webhookWish,
        response: { 201: webhookWithSecret.describe('With its secret.'), ...problems(400, 413, 415) },
      },
    },
    async (request, reply) => {
      const made = registry.create(request.body);
      return reply.code(201).send({ ...viewOfWebhook(made), secret: made.secret });
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
    async ({ params: { id: wanted } }) => viewOfWebhook(registry.get(wanted)),
  );
  app.patch(
    '/api/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a webhook, or switch it on or off',
        params,
        body: webhookChange,
        response: { 200: webhookSchema.describe('As it is now.'), ...problems(400, 404, 413, 415) },
      },
    },
    async ({ params: { id: wanted }, body: { enabled, ...changes } }) => {
      const present = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      registry.get(wanted);
      if (Object.keys(present).length > 0) registry.change(wanted, present);
      if (enabled === true) registry.enable(wanted);
      if (enabled === false) registry.disable(wanted, 'Switched off by its owner.');
      return viewOfWebhook(registry.get(wanted));
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
      return { ...viewOfWebhook(rotated), secret: rotated.secret };
    },
  );
  addDeliveryRoutes(app, options);
}
