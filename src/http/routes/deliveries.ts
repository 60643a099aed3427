import { z } from 'zod';
import { UserError } from '#core';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';
import { deliveryId, deliverySchema, viewOfDelivery, webhookId } from './webhook-schemas.ts';
import type { WebhookRoutesOptions } from './webhooks.ts';

/** `/api/webhooks/:id/deliveries`: what was told to a webhook. */
export function addDeliveryRoutes(
  app: ZodServer,
  { registry, deliveries, wake }: WebhookRoutesOptions,
): void {
  const config = { scope: 'admin' } as const;
  const tags = ['webhooks'];
  const params = z.object({ id: webhookId });

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
