import { expect, test } from 'vitest';

import { AppError, type Clock } from '#core';

import { createRequestGate, type RequestGate, type RequestGateOptions } from './request-gate.ts';
import { localModel, pinnedModel } from './testing/pinned-model.ts';

const free = pinnedModel();
const otherFree = pinnedModel('openrouter-gemma-4-free');
const paid = pinnedModel('openrouter-llama-3.1-8b');
const never = new AbortController().signal;

/** A gate in virtual time: a wait makes its time pass at once. */
function gateAt(startMs: number, options: Partial<RequestGateOptions> = {}) {
  let passedMs = 0;
  const clock: Clock = {
    nowMs: () => passedMs,
    after(delayMs, action) {
      passedMs += delayMs;
      queueMicrotask(action);
      return () => undefined;
    },
  };
  const gate = createRequestGate({ clock, wallMs: () => startMs + passedMs, ...options });
  return { gate, passedMs: () => passedMs, pass: (ms: number) => (passedMs += ms) };
}

const noon = Date.parse('2026-11-22T12:00:00Z');
const paidAccount = { canPay: true, freeRequestsPerDay: 1000, freeRequestsUsed: 0 };

async function enter(gate: RequestGate, times: number, model = free): Promise<void> {
  for (let time = 0; time < times; time += 1) await gate.enter(model, 0, never);
}

test('twenty requests a minute go to free models, whichever they are, and the next is refused', async () => {
  const { gate, pass } = gateAt(noon, { account: paidAccount });
  await enter(gate, 12);
  pass(30_000);
  await enter(gate, 8, otherFree);
  await expect(gate.enter(free, 2000, never)).rejects.toMatchObject({
    code: 'LLM_RATE_LIMIT',
    message: 'OpenRouter allows 20 requests a minute to free models; the next is possible in 30 s.',
    context: { retryAfterMs: 30_000, price: '$0 in and $0 out per million tokens' },
  });
  await enter(gate, 100, paid);
  await enter(gate, 100, localModel('qwen', 'http://localhost/v1'));
  pass(30_000);
  await enter(gate, 12);
});

test('a short wait is waited for', async () => {
  const { gate, pass, passedMs } = gateAt(noon, { account: paidAccount });
  await enter(gate, 20);
  pass(59_000);
  await gate.enter(free, 1500, never);
  expect(passedMs()).toBe(60_000);
});

test.each([
  [undefined, 50],
  [{ ...paidAccount, freeRequestsUsed: 990 }, 10],
])('with the account %j a day has %d more, until midnight UTC', async (account, left) => {
  const { gate, pass } = gateAt(noon, { account });
  for (let sent = 0; sent < left; sent += 1) {
    await enter(gate, 1);
    pass(10_000);
  }
  await expect(gate.enter(free, 2000, never)).rejects.toMatchObject({
    code: 'LLM_RATE_LIMIT',
    message: expect.stringContaining('a day') as string,
  });
  pass(12 * 3_600_000 - left * 10_000);
  await enter(gate, 1);
});

test("a model is left alone until the provider's Retry-After is over, and others are not", async () => {
  const { gate, pass } = gateAt(noon);
  const error = new AppError('LLM_RATE_LIMIT', { message: 'slow', context: { retryAfterMs: 40_000 } });
  gate.refused(paid, error);
  await expect(gate.enter(paid, 2000, never)).rejects.toMatchObject({ context: { retryAfterMs: 40_000 } });
  await enter(gate, 1, pinnedModel('groq-llama-3.1-8b'));
  pass(40_000);
  await enter(gate, 1, paid);
  gate.refused(paid, new AppError('LLM_UPSTREAM', { message: 'down', context: { retryAfterMs: 40_000 } }));
  gate.refused(paid, new AppError('LLM_RATE_LIMIT', { message: 'slow' }));
  await enter(gate, 1, paid);
});
