import { expect, test } from 'vitest';
import { drawWaterfall, marksOf } from './waterfall.ts';

const timings = {
  speechEndMs: 1000,
  transcriptMs: 1200,
  firstTokenMs: 1210,
  firstClauseMs: 1280,
  firstAudioMs: 1340,
  endpointMs: 1300,
  firstPacketMs: 1350,
};

test('steps stand in the order and at the time in which they were reached', () => {
  const marks = marksOf(timings);
  expect(marks && drawWaterfall(marks).split('\n').slice(2, 5)).toEqual([
    `first clause written    ${'·'.repeat(28)}█ 280 ms`,
    `end of the turn certain ${'·'.repeat(30)}█ 300 ms`,
    `first sound made        ${'·'.repeat(34)}█ 340 ms`,
  ]);
});

test('a turn that did not reach every step has none', () => {
  expect(marksOf({ speechEndMs: 1000, transcriptMs: 1200 })).toBeUndefined();
});
