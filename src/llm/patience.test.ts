import { expect, test } from 'vitest';

import { sleep } from '#core';

import { startPatience } from './patience.ts';

const never = new AbortController().signal;
const limits = { firstTokenMs: 30_000, totalMs: 1000 };

test('what the listener takes does not count', async () => {
  const patience = startPatience(limits, never, 'It');
  await patience.wait(Promise.resolve());
  patience.firstPieceCame();
  await sleep(limits.totalMs + 100);
  expect(await patience.wait(sleep(20).then(() => 'in time'))).toBe('in time');
  expect(await patience.wait(sleep(20).then(() => 'again'))).toBe('again');
  patience.end();
});

test('waits add up until the deadline, and every wait after it fails with the same reason', async () => {
  const patience = startPatience({ firstTokenMs: 200, totalMs: 30_000 }, never, 'It');
  await patience.wait(sleep(50));
  const late = patience.wait(sleep(10_000, patience.signal));
  await expect(late).rejects.toMatchObject({
    code: 'LLM_TIMED_OUT',
    message: 'It gave no first word within 200 ms.',
  });
  await expect(patience.wait(Promise.resolve())).rejects.toBe(patience.signal.reason);
});

test("the caller's reason ends a wait, and no longer after the end", async () => {
  const caller = new AbortController();
  const patience = startPatience(limits, caller.signal, 'It');
  const ended = startPatience(limits, caller.signal, 'It');
  ended.end();
  const wait = patience.wait(sleep(10_000, patience.signal));
  const reason = new Error('over');
  caller.abort(reason);
  await expect(wait).rejects.toBe(reason);
  expect(ended.signal.aborted).toBe(false);
  await expect(startPatience(limits, caller.signal, 'It').wait(Promise.resolve())).rejects.toBe(reason);
});
