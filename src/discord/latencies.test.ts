import { expect, test } from 'vitest';
import { createTurnLatenciesRepository } from '#store';
import { temporaryDatabase } from '../store/testing/temporary-store.ts';
import { createCallLatencies, latencyFigures } from './latencies.ts';

test('the figures are waits that somebody had', () => {
  expect(latencyFigures([])).toBeUndefined();
  expect(latencyFigures([700])).toEqual({ turns: 1, p50: 700, p95: 700, p99: 700 });
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(latencyFigures(hundred)).toEqual({ turns: 100, p50: 50, p95: 95, p99: 99 });
});

test('a call has its own figures, a day those of every call of the server', () => {
  const repository = createTurnLatenciesRepository(temporaryDatabase('app'));
  const first = createCallLatencies(repository, 'one');
  for (const waitMs of [300, 500, 400]) first.add(waitMs);
  const second = createCallLatencies(repository, 'one');
  expect(second.report().call).toBeUndefined();
  second.add(1000);

  expect(second.report()).toEqual({
    call: { turns: 1, p50: 1000, p95: 1000, p99: 1000 },
    day: { turns: 4, p50: 400, p95: 1000, p99: 1000 },
  });
  expect(createCallLatencies(repository, 'two').report()).toEqual({ call: undefined, day: undefined });
});
