import { expect, test } from 'vitest';
import { createTurnLatenciesRepository } from './turn-latencies.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

test('the waits of a server are kept in order of their length, and go with time', () => {
  const latencies = createTurnLatenciesRepository(temporaryDatabase('app'));
  const startedMs = Date.now();
  for (const waitMs of [900, 300.4, 600]) latencies.add('one', waitMs);
  latencies.add('two', 5000);

  expect(latencies.since('one', startedMs)).toEqual([300, 600, 900]);
  expect(latencies.since('one', Date.now() + 1000)).toEqual([]);
  expect(latencies.removeBefore(startedMs)).toBe(0);
  expect(latencies.removeBefore(Date.now() + 1000)).toBe(4);
  expect(latencies.since('two', startedMs)).toEqual([]);
});
