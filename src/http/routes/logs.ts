import { z } from 'zod';
import { viewOfEvent } from '#events';
import type { LogQuery } from '#store';
import { clientSignal } from '../client-signal.ts';
import type { ZodServer } from '../server.ts';
import { eventSchema } from '../stream/event-schema.ts';
import { problems } from './problems.ts';

const question = z.object({
  q: z
    .string()
    .max(2000)
    .default('')
    .describe('Such as `sev:>=warn code:VOICE_* since:2h "text"`; empty for all.'),
  guildId: z
    .string()
    .regex(/^\d{1,20}$/u)
    .optional()
    .describe('Only of this server.'),
});
const named = z.array(z.object({ name: z.string(), count: z.int() }));
const stats = z
  .object({
    total: z.int(),
    fromMs: z.number(),
    toMs: z.number(),
    buckets: z.array(z.object({ startMs: z.number(), calm: z.int(), warnings: z.int(), errors: z.int() })),
    types: named,
    codes: named,
  })
  .meta({ id: 'LogStats', description: 'How often things happened, in equal stretches of time.' });

/** `/api/logs`: what happened. */
export function addLogRoutes(app: ZodServer, log: Pick<LogQuery, 'page' | 'stats'>): void {
  app.get(
    '/api/logs',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['logs'],
        summary: 'Ask what happened',
        description: 'What people said is searched and shown only with the scope `personal`.',
        querystring: question.extend({
          limit: z.coerce.number().int().min(1).max(500).default(50),
          order: z.enum(['newest', 'oldest']).default('newest'),
          from: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
        }),
        response: {
          200: z
            .object({
              events: z.array(eventSchema),
              next: z.int().nullable().describe('Give it as `from` for the next page.'),
            })
            .describe('One page.'),
          ...problems(400, 503, 504),
        },
      },
    },
    async ({ query: { q, guildId, limit, order, from }, caller }, reply) => {
      const signal = clientSignal(reply);
      const showPersonal = caller?.scopes.has('personal') === true;
      const scope = { ...(guildId !== undefined && { guildId }), ...(from !== undefined && { from }) };
      const page = await log.page({ text: q, limit, order, showPersonal, signal, ...scope });
      return {
        events: page.events.map((event) => viewOfEvent(event, showPersonal)),
        next: page.next ?? null,
      };
    },
  );
  app.get(
    '/api/logs/stats',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['logs'],
        summary: 'How often it happened',
        querystring: question,
        response: { 200: stats, ...problems(400, 503, 504) },
      },
    },
    async ({ query: { q, guildId }, caller }, reply) => {
      const signal = clientSignal(reply);
      const showPersonal = caller?.scopes.has('personal') === true;
      const found = await log.stats({
        text: q,
        showPersonal,
        signal,
        ...(guildId !== undefined && { guildId }),
      });
      const { buckets, types, codes, ...figures } = found;
      return { ...figures, buckets: [...buckets], types: [...types], codes: [...codes] };
    },
  );
}
