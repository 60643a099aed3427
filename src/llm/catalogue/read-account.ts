import { z } from 'zod';

import type { AccountFacts } from './catalogue.ts';

/** Requests to free models a day, without and with ten dollars ever paid. Source: OpenRouter, "Limits". */
const FREE_REQUESTS_PER_DAY = { unpaid: 50, paid: 1000 } as const;

const keySchema = z.object({
  data: z.object({
    is_free_tier: z.boolean().optional().catch(undefined),
    limit_remaining: z.number().nullish().catch(undefined),
    free_model_daily_requests: z
      .object({ limit: z.number().int().nonnegative(), used: z.number().int().nonnegative() })
      .nullish()
      .catch(undefined),
  }),
});

/**
 * Reads OpenRouter's answer to `GET /key`.
 *
 * @returns undefined when the answer is none.
 */
export function readAccount(answer: unknown): AccountFacts | undefined {
  const parsed = keySchema.safeParse(answer);
  if (!parsed.success) return undefined;
  const { is_free_tier: isUnpaid, limit_remaining: left, free_model_daily_requests: free } = parsed.data.data;
  return {
    canPay: isUnpaid !== true && (typeof left !== 'number' || left > 0),
    freeRequestsPerDay: free?.limit ?? FREE_REQUESTS_PER_DAY[isUnpaid === true ? 'unpaid' : 'paid'],
    freeRequestsUsed: free?.used ?? 0,
  };
}
