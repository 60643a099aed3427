import { AppError, type Clock, sleep, systemClock } from '#core';

import type { AccountFacts } from './catalogue/catalogue.ts';
import { type ChosenModel, modelFacts } from './chosen-model.ts';

/** Requests to free models in any 60 s, for the whole account. Source: OpenRouter, "Limits". */
const FREE_REQUESTS_PER_MINUTE = 20;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a gate goes by. */
export interface RequestGateOptions {
  /** What OpenRouter told of the account; without it, that of an account which never paid. */
  readonly account?: AccountFacts | undefined;
  readonly clock?: Clock;
  /** Wall clock, ms since 1970: free requests are counted by the UTC day. */
  readonly wallMs?: () => number;
}

/** Keeps requests back that the provider would refuse. */
export interface RequestGate {
  /**
   * Waits until one more request may be made, and counts it.
   *
   * @throws AppError `LLM_RATE_LIMIT` at once when that takes longer than `patienceMs`.
   */
  enter(model: ChosenModel, patienceMs: number, signal: AbortSignal): Promise<void>;
  /** Takes note of a provider's refusal: until its Retry-After is over nobody asks this model. */
  refused(model: ChosenModel, error: AppError): void;
}

const isFreeVariant = ({ provider, modelId }: ChosenModel): boolean =>
  provider === 'openrouter' && modelId.endsWith(':free');

function refuse(model: ChosenModel, waitMs: number, why: string): AppError {
  return new AppError('LLM_RATE_LIMIT', {
    message: `${model.providerTitle} ${why}; the next is possible in ${Math.ceil(waitMs / 1000)} s.`,
    context: { ...modelFacts(model), retryAfterMs: waitMs },
  });
}

/** One gate for the process, since the limits hold for the account and not for a call or a server. */
export function createRequestGate(options: RequestGateOptions = {}): RequestGate {
  const { account, clock = systemClock, wallMs = Date.now } = options;
  const perDay = account?.freeRequestsPerDay ?? 50;
  const closedUntilMs = new Map<string, number>();
  let lastMinute: number[] = [];
  let day = Math.floor(wallMs() / DAY_MS);
  let usedToday = account?.freeRequestsUsed ?? 0;

  function freeWait(nowMs: number): { readonly waitMs: number; readonly limit: string } {
    const today = Math.floor(wallMs() / DAY_MS);
    if (today > day) usedToday = 0;
    day = Math.max(day, today);
    if (usedToday >= perDay)
      return { waitMs: (day + 1) * DAY_MS - wallMs(), limit: `${perDay} requests a day` };
    lastMinute = lastMinute.filter((atMs) => nowMs - atMs < MINUTE_MS);
    const [first] = lastMinute;
    const waitMs =
      first !== undefined && lastMinute.length >= FREE_REQUESTS_PER_MINUTE ? first + MINUTE_MS - nowMs : 0;
    return { waitMs, limit: `${FREE_REQUESTS_PER_MINUTE} requests a minute` };
  }

  return {
    async enter(model, patienceMs, signal) {
      const isFree = isFreeVariant(model);
      for (;;) {
        const nowMs = clock.nowMs();
        const closedMs = (closedUntilMs.get(model.alias) ?? 0) - nowMs;
        const free = isFree ? freeWait(nowMs) : { waitMs: 0, limit: '' };
        const waitMs = Math.max(closedMs, free.waitMs);
        if (waitMs <= 0) break;
        if (waitMs > patienceMs) {
          throw free.waitMs >= closedMs
            ? refuse(model, waitMs, `allows ${free.limit} to free models`)
            : refuse(model, waitMs, 'asked to be left alone for a while');
        }
        await sleep(waitMs, signal, clock);
      }
      if (!isFree) return;
      lastMinute.push(clock.nowMs());
      usedToday += 1;
    },
    refused(model, { code, context: { retryAfterMs } }) {
      if (code !== 'LLM_RATE_LIMIT' || typeof retryAfterMs !== 'number') return;
      closedUntilMs.set(model.alias, clock.nowMs() + Math.min(retryAfterMs, DAY_MS));
    },
  };
}
