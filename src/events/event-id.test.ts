import { expect, test } from 'vitest';
import { createEventIds } from './event-id.ts';

test('ids sort in the order in which they were made, in one millisecond and when the clock is set back', () => {
  const nextId = createEventIds();
  const now = Date.UTC(2026, 10, 22);
  const ids = [
    ...Array.from({ length: 5000 }, () => nextId(now)),
    nextId(now + 1),
    nextId(now - 60_000),
    nextId(now + 10),
  ];

  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id is a UUID of version 7 that holds its time', () => {
  const id = createEventIds()(0x0192_3456_789a);

  expect(id).toMatch(/^01923456-789a-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
});
