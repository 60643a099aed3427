import { dayOf, type ModelUsageRepository } from '#store';

import { toUsd } from './budget.ts';

/** What was asked of language models, and what it cost. */
export interface UsageFigures {
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  /** Requests whose tokens the provider did not count. */
  readonly estimatedRequests: number;
  /** Answers that were thrown away before anybody heard them. */
  readonly discardedRequests: number;
  readonly discardedTokens: number;
  readonly discardedUsd: number;
}

/** The same in all, and by model, the dearest first. */
export interface UsageSummary extends UsageFigures {
  readonly byModel: readonly (UsageFigures & { readonly alias: string })[];
}

const NOTHING: UsageFigures = {
  requests: 0,
  promptTokens: 0,
  completionTokens: 0,
  costUsd: 0,
  estimatedRequests: 0,
  discardedRequests: 0,
  discardedTokens: 0,
  discardedUsd: 0,
};

const DAY_MS = 24 * 60 * 60_000;

/** When the last so many days began, today among them; days are UTC's, in ms. */
export function startOfDays(days: number, nowMs: number): number {
  return Date.parse(dayOf(nowMs)) - (days - 1) * DAY_MS;
}

/** Sums up the books since a time; of everybody, or of one server or person. */
export function summariseUsage(
  usage: ModelUsageRepository,
  filter: Parameters<ModelUsageRepository['usage']>[0],
): UsageSummary {
  const byModel = usage.usage(filter).map(({ costNanoUsd, discardedNanoUsd, ...row }) => ({
    ...row,
    costUsd: toUsd(costNanoUsd),
    discardedUsd: toUsd(discardedNanoUsd),
  }));
  const keys = Object.keys(NOTHING) as (keyof UsageFigures)[];
  const sums = keys.map((key) => [key, byModel.reduce((sum, row) => sum + row[key], 0)]);
  return { ...NOTHING, ...(Object.fromEntries(sums) as UsageFigures), byModel };
}
