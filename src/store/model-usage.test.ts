import { expect, test } from 'vitest';
import { createModelUsageRepository, type EndedRequest, type PlannedRequest } from './model-usage.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

const NOON_MS = Date.parse('2026-11-22T12:00:00Z');
const planned = (request: Partial<PlannedRequest> = {}): PlannedRequest => ({
  startedAtMs: NOON_MS,
  guildId: 'g1',
  userId: 'u1',
  purpose: 'reply',
  alias: 'one',
  provider: 'groq',
  modelId: 'one-id',
  worstCaseNanoUsd: 100,
  ...request,
});
const ended = (facts: Partial<EndedRequest> = {}): EndedRequest => ({
  promptTokens: 10,
  completionTokens: 2,
  costNanoUsd: 30,
  isEstimated: false,
  costSource: 'provider',
  outcome: 'complete',
  ...facts,
});

/** Reserves without a limit. */
function reserve(repository: ReturnType<typeof createModelUsageRepository>, request = planned()): number {
  const outcome = repository.reserve(request, {});
  expect(outcome.isReserved).toBe(true);
  return outcome.isReserved ? outcome.id : 0;
}

test('the worst case counts until the request has ended, then what it cost', () => {
  const repository = createModelUsageRepository(temporaryDatabase('app'));
  const id = reserve(repository);
  expect(repository.spentOn('2026-11-22')).toBe(100);
  repository.settle(id, ended());
  expect(repository.spentOn('2026-11-22')).toBe(30);
  repository.release(reserve(repository));
  expect(repository.spentOn('2026-11-22')).toBe(30);
});

test.each([
  ['everybody', { guildId: 'g2', userId: 'u2' }, true],
  ['server', { guildId: 'g1', userId: 'u2' }, true],
  ['server', { guildId: 'g2', userId: 'u1' }, false],
  ['person', { guildId: 'g2', userId: 'u1' }, true],
  ['person', { guildId: 'g1', userId: 'u2' }, false],
  ['person', { guildId: 'g1', userId: undefined }, false],
  ['server', { guildId: 'g1', worstCaseNanoUsd: 0 }, false],
  ['server', { guildId: 'g1', worstCaseNanoUsd: 50 }, false],
  ['everybody', { startedAtMs: NOON_MS + 12 * 3_600_000 }, false],
] as const)(
  'a budget of 150 for %s, of which 100 are gone, is broken by %j: %s',
  (scope, request, isBroken) => {
    const repository = createModelUsageRepository(temporaryDatabase('app'));
    reserve(repository);
    const outcome = repository.reserve(planned(request), { [scope]: 150 });
    expect(outcome.isReserved).toBe(!isBroken);
    if (!outcome.isReserved) expect(outcome.broken).toEqual({ scope, spentNanoUsd: 100, limitNanoUsd: 150 });
  },
);

test('usage is summed by model, the dearest first, with what was thrown away', () => {
  const repository = createModelUsageRepository(temporaryDatabase('app'));
  repository.settle(reserve(repository), ended());
  repository.settle(reserve(repository), ended({ outcome: 'discarded', isEstimated: true }));
  repository.settle(reserve(repository, planned({ alias: 'two' })), ended({ costNanoUsd: 500 }));
  repository.settle(reserve(repository, planned({ guildId: 'g2' })), ended());
  repository.settle(reserve(repository, planned({ startedAtMs: NOON_MS - 1 })), ended());

  expect(repository.usage({ sinceMs: NOON_MS, guildId: 'g1', userId: 'u1' })).toEqual([
    {
      alias: 'two',
      requests: 1,
      promptTokens: 10,
      completionTokens: 2,
      costNanoUsd: 500,
      estimatedRequests: 0,
      discardedRequests: 0,
      discardedTokens: 0,
      discardedNanoUsd: 0,
    },
    {
      alias: 'one',
      requests: 2,
      promptTokens: 20,
      completionTokens: 4,
      costNanoUsd: 60,
      estimatedRequests: 1,
      discardedRequests: 1,
      discardedTokens: 12,
      discardedNanoUsd: 30,
    },
  ]);
  expect(repository.usage({ sinceMs: NOON_MS, userId: 'nobody' })).toEqual([]);
});

test('what a crash left open counts as what it could cost', () => {
  const repository = createModelUsageRepository(temporaryDatabase('app'));
  reserve(repository);
  expect(repository.closeAbandoned()).toBe(1);
  expect(repository.closeAbandoned()).toBe(0);
  expect(repository.spentOn('2026-11-22', { guildId: 'g1', userId: 'u1' })).toBe(100);
});

test('a person is forgotten and the money stays; what is old is removed', () => {
  const repository = createModelUsageRepository(temporaryDatabase('app'));
  reserve(repository);
  reserve(repository, planned({ userId: 'u2' }));
  expect(repository.forgetPerson('u1')).toBe(1);
  expect(repository.usage({ sinceMs: 0, userId: 'u1' })).toEqual([]);
  expect(repository.spentOn('2026-11-22')).toBe(200);
  expect(repository.prune(NOON_MS)).toBe(0);
  expect(repository.prune(NOON_MS + 1)).toBe(2);
});
