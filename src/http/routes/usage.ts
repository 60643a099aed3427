import { z } from 'zod';
import type { UsageSummary } from '#llm';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';

/** The books of what was asked of language models. */
export interface UsagePort {
  /** Of the last so many days, today among them (UTC); of everybody, or of one server or person. */
  usage(days: number, of: { readonly guildId?: string; readonly userId?: string }): UsageSummary;
}

const figures = z.object({
  requests: z.int(),
  promptTokens: z.int(),
  completionTokens: z.int(),
  costUsd: z.number(),
  estimatedRequests: z.int().describe('Those whose tokens the provider did not count.'),
  discardedRequests: z.int().describe('Answers that were begun and that nobody heard.'),
  discardedTokens: z.int(),
  discardedUsd: z.number(),
});
const usage = figures
  .extend({ byModel: z.array(figures.extend({ alias: z.string() })) })
  .meta({ id: 'ModelUsage' });
const id = z.string().regex(/^\d{1,20}$/u, 'must be an id of Discord');

/** `/api/models/usage`. */
export function addUsageRoute(app: ZodServer, port: UsagePort): void {
  app.get(
    '/api/models/usage',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['models'],
        summary: 'What language models took and cost',
        querystring: z.strictObject({
          days: z.coerce.number().int().min(1).max(365).default(1),
          guildId: id.optional(),
          userId: id.optional(),
        }),
        response: { 200: usage.describe('In all, and by model.'), ...problems(400) },
      },
    },
    async ({ query: { days, guildId, userId } }) => {
      const whose = { ...(guildId !== undefined && { guildId }), ...(userId !== undefined && { userId }) };
      const { byModel, ...inAll } = port.usage(days, whose);
      return { ...inAll, byModel: [...byModel] };
    },
  );
}
