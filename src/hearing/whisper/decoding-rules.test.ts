import { describe, expect, it } from 'vitest';
import { applyRules } from './decoding-rules.ts';
import { at, logitsOf, SMALL_VOCABULARY, type Answer } from './fixtures/scripted-decoder.ts';

/** The tokens that may still be chosen, given what was written. */
function possible(answer: Answer, tokens: readonly number[], timestamps: boolean): readonly number[] {
  const vocabulary = { ...SMALL_VOCABULARY, suppressed: [3], suppressedFirst: [2, 10] };
  const logits = logitsOf(answer);
  applyRules(logits, tokens, { vocabulary, timestamps });
  return [...logits.keys()].filter((token) => logits[token] !== -Infinity);
}

const text = [0, 1, 2, 4, 5, 6, 7, 8, 9];
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.round((to - from) * 50) + 1 }, (_unused, n) => at(from) + n);

describe('without timestamps', () => {
  it('the first token is no blank and no end, and nothing suppressed ever comes', () => {
    const first = possible({}, [], false);
    expect(first).toEqual(expect.arrayContaining([0, 1, 4]));
    expect(first.filter((token) => [2, 3, 10].includes(token))).toEqual([]);
    expect(possible({}, [4], false)).toEqual(expect.arrayContaining([2, 10]));
    expect(possible({}, [4], false)).not.toContain(3);
  });
});

describe('with timestamps', () => {
  const likelyText: Answer = { 4: 0.9 };

  it('a text begins with a moment in its first second', () => {
    expect(possible(likelyText, [], true)).toEqual(range(0, 1));
  });

  it('words follow the first moment', () => {
    const next = possible(likelyText, [at(0.4)], true);
    expect(next.filter((token) => token < 11)).toEqual([...text, 10]);
    expect(next.some((token) => token >= at(0))).toBe(false);
  });

  it('words or a later moment follow words', () => {
    const next = possible(likelyText, [at(0.4), 4], true);
    expect(next).toEqual(expect.arrayContaining([...text, at(0.42), at(30)]));
    expect(next.filter((token) => token >= at(0) && token <= at(0.4))).toEqual([]);
  });

  it('the same or a later moment, or the end, follows a moment after words', () => {
    const next = possible({ [at(2)]: 0.9 }, [at(0), 4, at(2)], true);
    expect(next).toEqual(range(2, 30));
    expect(possible({ 10: 0.9 }, [at(0), 4, at(2)], true)).toContain(10);
  });

  it('words follow a pair of moments', () => {
    const next = possible({ [at(3)]: 0.9 }, [at(0), 4, at(2), at(2)], true);
    expect(next.some((token) => token >= at(0))).toBe(false);
    expect(next).toContain(4);
  });

  it('"no timestamps" never comes', () => {
    expect(possible({ 16: 0.9 }, [at(0), 4], true)).not.toContain(16);
  });

  it('time comes when all moments together are likelier than any word', () => {
    const spread: Answer = { 4: 0.3, [at(1)]: 0.2, [at(1.1)]: 0.2, [at(1.2)]: 0.2 };
    expect(possible(spread, [at(0), 4], true)).toEqual(range(0.02, 30));
    const before: Answer = { 4: 0.3, [at(0.2)]: 0.6 };
    expect(possible(before, [at(0.4), 4], true)).toContain(4);
  });
});
