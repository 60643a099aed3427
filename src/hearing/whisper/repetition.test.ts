import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressionRatio, endsInLoop, isOnlyRepetition, withoutLoop } from './repetition.ts';

const repeat = (group: readonly number[], times: number): number[] =>
  Array.from({ length: times }, () => group).flat();

describe('a loop', () => {
  it.each([
    [[5], 10],
    [[5, 6], 6],
    [[5, 6, 7], 6],
    [[1, 2, 3, 4, 5, 6, 7, 8], 6],
  ])('is %j repeated %i times, and not less', (group, times) => {
    expect(endsInLoop([99, 98, ...repeat(group, times)])).toBe(true);
    expect(endsInLoop([99, 98, ...repeat(group, times - 1)])).toBe(false);
  });

  it.each([
    ['people repeating a word', repeat([5], 6)],
    ['people repeating two', repeat([5, 6], 4)],
    ['a change at the end', [...repeat([5, 6], 8), 7]],
    ['no tokens', []],
  ])('is not %s', (_name, tokens) => {
    expect(endsInLoop(tokens)).toBe(false);
  });
});

it('is cut to its first round, and other texts stay whole', () => {
  expect(withoutLoop([1, 2, ...repeat([5, 6], 9)])).toEqual([1, 2, 5, 6]);
  expect(withoutLoop([1, ...repeat([5], 12)])).toEqual([1, 5]);
  expect(withoutLoop([1, 2, ...repeat([5, 6], 3)])).toEqual([1, 2, ...repeat([5, 6], 3)]);
});

describe('a text of nothing but one group', () => {
  it.each([
    [repeat([5], 3), -0.6, true],
    [repeat([5, 6, 7, 8], 3), -0.6, true],
    [repeat([5], 3), -0.4, false],
    [repeat([5], 2), -0.9, false],
    [[...repeat([5], 3), 6], -0.9, false],
    [[], -0.9, false],
  ])('%j at %d is doubted: %s', (tokens, averageLogProbability, doubted) => {
    expect(isOnlyRepetition(tokens, averageLogProbability)).toBe(doubted);
  });
});

describe('the compression ratio', () => {
  it('is UTF-8 length over zlib length', () => {
    const text = 'Wie schön! '.repeat(20);
    // A zlib stream is a raw one with 2 bytes before and 4 after it.
    expect(compressionRatio(text)).toBeCloseTo((12 * 20) / (deflateRawSync(text).length + 6), 10);
  });

  it('tells speech from repetition', () => {
    expect(compressionRatio('Tell me a story about a dog and a river.')).toBeLessThan(1.2);
    expect(compressionRatio('No, no, no, no, no, wait, please.')).toBeLessThan(2.4);
    expect(compressionRatio(' and then we went to the river'.repeat(8))).toBeGreaterThan(2.4);
  });

  it('of no text is 0', () => {
    expect(compressionRatio('')).toBe(0);
  });
});
