import { afterEach, beforeEach, expect, test } from 'vitest';

import { AppError, UserError } from '#core';
import { createModelUsageRepository, type ModelUsageRepository } from '#store';

import { type ChatServer, startChatServer } from '../../loopback/llm/index.ts';
import { temporaryDatabase } from '../store/testing/temporary-store.ts';
import { type BudgetLimits, type BudgetWarning, createBudget, toUsd, worstCaseNanoUsd } from './budget.ts';
import { createChatClient } from './chat-client.ts';
import { ALL_KEYS, localModel, pinnedModel } from './testing/pinned-model.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const MESSAGES = [{ role: 'user', content: 'My aunt keeps bees in Aberdeen. '.repeat(20) }] as const;
const ASKER = { guildId: 'g1', userId: 'u1', purpose: 'reply' };
const never = new AbortController().signal;

let server: ChatServer;
let usage: ModelUsageRepository;
beforeEach(async () => {
  usage = createModelUsageRepository(temporaryDatabase('app'));
  // Without a cost in the answers, what the registry's price makes of the tokens is charged.
  server = await startChatServer({ reply: 'Bees like Aberdeen very much indeed.', timeToFirstTokenMs: 50 });
});
afterEach(() => server.close());

/** A paid model whose requests are booked. */
function openClient(limits: BudgetLimits, onWarning?: (warning: BudgetWarning) => void) {
  const model = pinnedModel('openrouter-llama-3.1-8b', server.baseUrl);
  const budget = createBudget({ usage, limits, wallMs: () => NOW_MS, ...(onWarning && { onWarning }) });
  const client = createChatClient({ model, keys: ALL_KEYS, limits: { maxReplyTokens: 100 } });
  const reserve = (most: number) => budget.reserve(model, MESSAGES, most, ASKER);
  return {
    worstUsd: toUsd(worstCaseNanoUsd(model, MESSAGES, 100)),
    ask: (signal = never) => client.complete(MESSAGES, signal, { reserve }),
    stream: (signal: AbortSignal) => client.reply(MESSAGES, signal, { reserve }),
  };
}

const spentUsd = (): number => toUsd(usage.spentOn('2026-11-22'));

test.each([
  ['perDayUsd', 'this bot'],
  ['perServerUsd', 'this server'],
  ['perPersonUsd', 'each person'],
] as const)('fifty calls at once do not overspend the budget %s', async (name, whose) => {
  const limit = 7.5 * openClient({}).worstUsd;
  const { ask, worstUsd } = openClient({ [name]: limit });
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => ask()));
  const failures = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [answer.reason as AppError] : [],
  );

  expect(server.requests).toHaveLength(7);
  expect(failures).toHaveLength(43);
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({ code: 'LLM_BUDGET_SPENT', retryable: false });
    expect(failure.message).toContain(whose);
  }
  expect(spentUsd()).toBeGreaterThan(0);
  expect(spentUsd()).toBeLessThanOrEqual(limit);

  // What was set aside and not used is free again, down to one call's reserve.
  for (let more = 0; more < 1000 && spentUsd() + worstUsd <= limit; more += 1) await ask();
  await expect(ask()).rejects.toMatchObject({ code: 'LLM_BUDGET_SPENT' });
  expect(spentUsd()).toBeLessThanOrEqual(limit);
  expect(spentUsd()).toBeGreaterThan(limit - worstUsd);
});

test('a request that is refused costs nothing, and a broken or discarded one what it took', async () => {
  const { ask, stream } = openClient({ perDayUsd: 1 });
  server.fail('400');
  await expect(ask()).rejects.toMatchObject({ code: 'LLM_BAD_REQUEST' });
  expect(usage.usage({ sinceMs: 0 })).toEqual([]);

  server.fail('mid-stream-error');
  const broken = async (): Promise<void> => {
    for await (const piece of stream(never)) expect(piece).not.toBe('');
  };
  await expect(broken()).rejects.toMatchObject({ code: 'LLM_UPSTREAM' });
  expect(usage.usage({ sinceMs: 0 })).toMatchObject([
    { requests: 1, estimatedRequests: 1, discardedRequests: 0 },
  ]);

  const controller = new AbortController();
  server.fail('endless');
  const discarded = stream(controller.signal);
  await discarded.next();
  const reason = new AppError('CANCELLED', { message: 'unheard', context: { discarded: true } });
  controller.abort(reason);
  await expect(discarded.next()).rejects.toBe(reason);
  const [row] = usage.usage({ sinceMs: 0 });
  expect(row).toMatchObject({ requests: 2, estimatedRequests: 2, discardedRequests: 1 });
  expect(row?.discardedTokens).toBeGreaterThan(100);
  expect(row?.discardedNanoUsd).toBeGreaterThan(0);
});

test('a budget of nothing leaves the free models', () => {
  const budget = createBudget({ usage, limits: { perDayUsd: 0 }, wallMs: () => NOW_MS });
  const free = [pinnedModel(), localModel('qwen', server.baseUrl)];
  for (const model of free) budget.reserve(model, MESSAGES, 400, ASKER).settle(undefined);
  expect(() => budget.reserve(pinnedModel('groq-llama-3.1-8b'), MESSAGES, 400, ASKER)).toThrow(
    expect.objectContaining({ code: 'LLM_BUDGET_SPENT' }) as Error,
  );
});

test('four fifths of a budget are told once', async () => {
  const warnings: BudgetWarning[] = [];
  const limit = 2.2 * openClient({}).worstUsd;
  const { ask } = openClient({ perServerUsd: limit, perDayUsd: 100 }, (warning) => warnings.push(warning));
  await Promise.all([ask(), ask()]);
  await ask();
  expect(warnings).toEqual([
    {
      scope: 'server',
      guildId: 'g1',
      spentUsd: expect.any(Number) as number,
      limitUsd: expect.closeTo(limit, 8) as number,
    },
  ]);
});
