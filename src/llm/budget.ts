import { UserError } from '#core';
import type { BudgetScope, DayLimits, ModelUsageRepository } from '#store';

import type { Reservation } from './chat-client.ts';
import type { ChatMessage } from './chat-message.ts';
import { type ChosenModel, modelFacts } from './chosen-model.ts';
import { countPromptTokens } from './count-tokens.ts';
import { costUsd } from './tier.ts';
import type { ChatUsage } from './usage.ts';

/** Who asks, and what for: whose budget it is. */
export interface Asker {
  readonly guildId?: string | undefined;
  readonly userId?: string | undefined;
  /** One word for the books: `reply`, `text`, `summary`, … */
  readonly purpose: string;
}

/** What may be spent in a UTC day, in USD; undefined is without a limit. */
export interface BudgetLimits {
  readonly perDayUsd?: number | undefined;
  readonly perServerUsd?: number | undefined;
  readonly perPersonUsd?: number | undefined;
}

/** A budget that is four fifths gone. */
export interface BudgetWarning {
  readonly scope: BudgetScope;
  readonly spentUsd: number;
  readonly limitUsd: number;
  readonly guildId?: string | undefined;
  readonly userId?: string | undefined;
}

/** How a budget is kept. */
export interface BudgetOptions {
  readonly usage: ModelUsageRepository;
  readonly limits: BudgetLimits;
  /** Wall clock, ms since 1970. */
  readonly wallMs?: () => number;
  /** Told once a day for each budget. Must not throw. */
  readonly onWarning?: (warning: BudgetWarning) => void;
}

/** Keeps the books and the limits. */
export interface Budget {
  /**
   * Sets aside what a request can cost at most.
   *
   * @throws UserError `LLM_BUDGET_SPENT` when a budget of today does not have that much left.
   */
  reserve(
    model: ChosenModel,
    messages: readonly ChatMessage[],
    maxReplyTokens: number,
    asker: Asker,
  ): Reservation;
}

const NANO = 1_000_000_000;
const WARN_FROM = 0.8;
/** A prompt whose tokens are only reckoned may be that much longer. */
const ESTIMATE_MARGIN = 1.5;
const MAX_WARNED = 10_000;

const WHOSE: Readonly<Record<BudgetScope, string>> = {
  everybody: 'this bot',
  server: 'this server',
  person: 'each person',
};

/** An amount of money in billionths of a US dollar, rounded up. */
export const toNanoUsd = (usd: number): number => Math.ceil(Number((usd * NANO).toFixed(3)));

/** The same in US dollars. */
export const toUsd = (nanoUsd: number): number => nanoUsd / NANO;

/** An amount of money as people read it. */
export function describeUsd(usd: number): string {
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${usd.toPrecision(2)}` : `$${usd.toFixed(2)}`;
}

/** What one request can cost at most, in billionths of a US dollar. */
export function worstCaseNanoUsd(
  model: ChosenModel,
  messages: readonly ChatMessage[],
  maxReplyTokens: number,
): number {
  if (model.tier === 'FREE') return 0;
  const { tokens, isExact } = countPromptTokens(model, messages);
  const promptTokens = isExact ? tokens : Math.ceil(tokens * ESTIMATE_MARGIN);
  return toNanoUsd(costUsd(model.pricing, promptTokens, maxReplyTokens));
}

const limitOf = (usd: number | undefined): number | undefined =>
  usd === undefined ? undefined : toNanoUsd(usd);

function inNanoUsd({ perDayUsd, perServerUsd, perPersonUsd }: BudgetLimits): DayLimits {
  return {
    everybody: limitOf(perDayUsd),
    server: limitOf(perServerUsd),
    person: limitOf(perPersonUsd),
  };
}

/** Opens the books; requests that a crash left open are closed at what they could cost at most. */
export function createBudget(options: BudgetOptions): Budget {
  const { usage, wallMs = Date.now, onWarning = () => undefined } = options;
  const limits = inNanoUsd(options.limits);
  const warned = new Set<string>();
  usage.closeAbandoned();

  function warn(scope: BudgetScope, spentUsd: number, limitUsd: number, { guildId, userId }: Asker): void {
    const whose = { everybody: {}, server: { guildId }, person: { userId } }[scope];
    const key = JSON.stringify([new Date(wallMs()).getUTCDate(), scope, whose]);
    if (spentUsd < WARN_FROM * limitUsd || warned.has(key)) return;
    if (warned.size >= MAX_WARNED) warned.clear();
    warned.add(key);
    onWarning({ scope, spentUsd, limitUsd, ...whose });
  }

  return {
    reserve(model, messages, maxReplyTokens, asker) {
      const worst = worstCaseNanoUsd(model, messages, maxReplyTokens);
      const { alias, provider, modelId } = model;
      const outcome = usage.reserve(
        { ...asker, startedAtMs: wallMs(), alias, provider, modelId, worstCaseNanoUsd: worst },
        limits,
      );
      if (!outcome.isReserved) {
        const { scope, limitNanoUsd } = outcome.broken;
        throw new UserError('LLM_BUDGET_SPENT', {
          message:
            `Of the ${describeUsd(toUsd(limitNanoUsd))} that ${WHOSE[scope]} may spend on the language model ` +
            'in a day, too little is left for another answer. It starts anew at midnight UTC.',
          context: { ...modelFacts(model), ...outcome.broken, worstCaseNanoUsd: worst },
        });
      }
      for (const { scope, spentNanoUsd, limitNanoUsd } of outcome.spent) {
        if (worst > 0) warn(scope, toUsd(spentNanoUsd), toUsd(limitNanoUsd), asker);
      }
      return { settle: (used) => settle(usage, outcome.id, used) };
    },
  };
}

function settle(usage: ModelUsageRepository, id: number, used: ChatUsage | undefined): void {
  if (used === undefined) return usage.release(id);
  const { promptTokens, completionTokens, estimated, costSource, outcome, servedBy } = used;
  usage.settle(id, {
    promptTokens,
    completionTokens,
    costNanoUsd: toNanoUsd(used.costUsd),
    isEstimated: estimated,
    costSource,
    outcome,
    servedBy,
  });
}
