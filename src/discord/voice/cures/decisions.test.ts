import { describe, expect, it } from 'vitest';
import { closeVerdict } from './close-verdict.ts';
import { createDecryptHealth, type DecryptCounts, type DecryptHealth } from './decrypt-health.ts';
import { createRejoinBudget } from './rejoin-budget.ts';

/** Samples twice a second; each person adds what `perSample` says. */
function watch(
  health: DecryptHealth,
  seconds: number,
  perSample: (atMs: number) => Readonly<Record<string, DecryptCounts>>,
  startMs = 0,
): string[] {
  const totals = new Map<string, { successes: number; failures: number }>();
  const remedies: string[] = [];
  for (let atMs = startMs; atMs < startMs + seconds * 1000; atMs += 500) {
    for (const [userId, { successes, failures }] of Object.entries(perSample(atMs))) {
      const before = totals.get(userId) ?? { successes: 0, failures: 0 };
      totals.set(userId, {
        successes: before.successes + successes,
        failures: before.failures + failures,
      });
    }
    const remedy = health.sample(atMs, new Map(totals));
    if (remedy.kind !== 'none') remedies.push(`${remedy.kind} ${remedy.userId} at ${atMs}`);
  }
  return remedies;
}

const good = { successes: 25, failures: 0 };
const bad = { successes: 0, failures: 25 };

const sometimes = (atMs: number): Record<string, DecryptCounts> => ({
  eve: atMs % 40_000 < 35_000 ? bad : good,
});

describe('the end of a voice connection', () => {
  it.each([
    [4014, 'await-move'],
    [4021, 'await-move'],
    [4022, 'await-move'],
    [4017, 'encryption-required'],
    [4004, 'give-up'],
    [4011, 'give-up'],
    [4012, 'give-up'],
    [4016, 'give-up'],
    [4020, 'give-up'],
    [4006, 'join-anew'],
    [4009, 'join-anew'],
    [1006, 'join-anew'],
    [4015, 'join-anew'],
  ])('%d means: %s', (code, verdict) => {
    expect(closeVerdict(code)).toBe(verdict);
  });
});

describe('the budget of new joins', () => {
  it('waits twice as long each time and ends after five in a minute', () => {
    const budget = createRejoinBudget();
    const delays = [0, 2, 4, 6, 8, 10].map((second) => budget.take(second * 1000));
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, undefined]);
  });

  it('counts joins that worked against the minute, so that a flapping line ends too', () => {
    const budget = createRejoinBudget();
    const delays = [0, 1, 2, 3, 4, 5].map((second) => {
      const delayMs = budget.take(second * 1000);
      budget.succeeded();
      return delayMs;
    });
    expect(delays.at(-1)).toBeUndefined();
    expect(budget.take(70_000)).toBe(1000);
  });

  it('ends a row of slow failures even though each has its own minute', () => {
    const budget = createRejoinBudget();
    const delays = [0, 61, 122, 183, 244, 305].map((second) => budget.take(second * 1000));
    expect(delays).toEqual([1000, 1000, 1000, 1000, 1000, undefined]);
  });
});

describe('the health of decryption', () => {
  it('recovers for somebody with failures only, although another is heard well', () => {
    expect(watch(createDecryptHealth(), 5, () => ({ ada: good, eve: bad }))).toEqual(['recover eve at 2000']);
  });

  it('leaves people alone who fail now and then, or who are silent', () => {
    const mixed = { successes: 20, failures: 5 };
    const nothing = { successes: 0, failures: 0 };
    expect(watch(createDecryptHealth(), 30, () => ({ ada: mixed, eve: nothing }))).toEqual([]);
    const early = (atMs: number): Record<string, DecryptCounts> => ({ eve: atMs < 1000 ? bad : nothing });
    expect(watch(createDecryptHealth(), 30, early)).toEqual([]);
  });

  it('recovers at most every 30 s and wants a new join after three times', () => {
    expect(watch(createDecryptHealth(), 100, () => ({ eve: bad }))).toEqual([
      'recover eve at 2000',
      'recover eve at 32000',
      'recover eve at 62000',
      'rejoin eve at 92000',
    ]);
  });

  it('counts anew when recovery helped', () => {
    const remedies = watch(createDecryptHealth(), 200, sometimes);
    expect(remedies.length).toBeGreaterThan(3);
    expect(remedies.every((remedy) => remedy.startsWith('recover'))).toBe(true);
  });

  it('does not take a session that counts from zero for a miracle', () => {
    const health = createDecryptHealth();
    expect(health.sample(0, new Map([['eve', { successes: 0, failures: 90 }]]))).toEqual({ kind: 'none' });
    expect(health.sample(500, new Map([['eve', { successes: 0, failures: 10 }]]))).toEqual({ kind: 'none' });
    for (const atMs of [1000, 1500, 2000]) {
      health.sample(atMs, new Map([['eve', { successes: 0, failures: 10 + atMs }]]));
    }
    const remedy = health.sample(2500, new Map([['eve', { successes: 0, failures: 9000 }]]));
    expect(remedy).toEqual({ kind: 'recover', userId: 'eve' });
  });
});
