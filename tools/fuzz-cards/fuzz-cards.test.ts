import { expect, test } from 'vitest';
import { giants, hostileFile } from './hostile-file.ts';
import { tryFile } from './try-file.ts';

/** The whole run is `node tools/fuzz-cards/main.ts`: 100,000 files. */
const COUNT = 3000;

test('no hostile file breaks the reader; some are read and every kind of refusal occurs', () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= COUNT; seed += 1) outcomes.add(tryFile(hostileFile(seed).bytes).outcome);

  expect([...outcomes].toSorted((one, other) => one.localeCompare(other))).toEqual([
    'CARD_DAMAGED',
    'CARD_INVALID',
    'CARD_TOO_LARGE',
    'CARD_UNKNOWN_FORMAT',
    'CARD_UNSAFE',
    'read',
  ]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.each(giants())('%s: read or refused in a moment', (_name, bytes) => {
  // The processor time of a busy machine varies; the whole run holds 250 ms.
  expect(tryFile(bytes).busyMs).toBeLessThan(1000);
});
