import { describe, expect, it } from 'vitest';
import type { TranscribedWord } from '../../utterance.ts';
import { alignTokens } from './align-tokens.ts';
import { alignmentHeadsOf } from './alignment-heads.ts';
import { firstColumns } from './dynamic-time-warping.ts';
import { medianFilter } from './median-filter.ts';
import { splitWords } from './split-words.ts';
import { tidyWords } from './time-words.ts';

const row = (...values: readonly number[]): Float32Array => Float32Array.from(values);

describe('the median filter', () => {
  it('takes the middle of each value and its neighbours, mirrored at the ends', () => {
    expect([...medianFilter(row(1, 9, 2, 3, 8), 3)]).toEqual([9, 2, 3, 3, 3]);
    expect([...medianFilter(row(5, 1, 4, 2, 3, 9, 0), 5)]).toEqual([4, 2, 3, 3, 3, 3, 3]);
  });

  it('leaves rows that are too short, and the row that it was given', () => {
    const short = row(3, 1);
    expect([...medianFilter(short, 7)]).toEqual([3, 1]);
    const given = row(1, 9, 2);
    medianFilter(given, 3);
    expect([...given]).toEqual([1, 9, 2]);
  });
});

describe('dynamic time warping', () => {
  it('follows the cheap cells of a matrix', () => {
    const costs = [row(0, 0, 9, 9, 9), row(9, 9, 0, 9, 9), row(9, 9, 9, 0, 0)];
    expect(firstColumns(costs)).toEqual([0, 2, 3]);
  });

  it('lets rows share a column and never goes back', () => {
    const costs = [row(0, 9, 9), row(0, 4, 9), row(9, 9, 0)];
    expect(firstColumns(costs)).toEqual([0, 0, 2]);
    const backwards = [row(9, 9, 0), row(0, 9, 9)];
    const [first, second] = firstColumns(backwards);
    expect(first).toBe(0);
    expect(second).toBeGreaterThanOrEqual(first!);
  });

  it('gives the cost of the best way: compared with all ways through small matrices', () => {
    const cheapest = (costs: readonly Float32Array[], y: number, x: number): number => {
      const here = costs[y]![x]!;
      if (y === 0 && x === 0) return here;
      const before = [
        ...(y > 0 && x > 0 ? [cheapest(costs, y - 1, x - 1)] : []),
        ...(y > 0 ? [cheapest(costs, y - 1, x)] : []),
        ...(x > 0 ? [cheapest(costs, y, x - 1)] : []),
      ];
      return here + Math.min(...before);
    };
    for (let seed = 1; seed <= 30; seed += 1) {
      const costs = Array.from({ length: 4 }, (_unused, y) =>
        Float32Array.from({ length: 6 }, (_none, x) => (Math.sin(seed * 12.9 + y * 78.2 + x * 37.7) + 1) / 2),
      );
      const starts = firstColumns(costs);
      // Each row runs from its start to the start of the next, or one column before it.
      let least = Infinity;
      for (let choice = 0; choice < 8; choice += 1) {
        let sum = 0;
        for (const [y, costRow] of costs.entries()) {
          const next = starts[y + 1] ?? 6;
          const isLast = y === 3;
          const to = isLast ? 5 : (choice >> y) & 1 ? next : next - 1;
          for (let x = starts[y]!; x <= Math.max(to, starts[y]!); x += 1) sum += costRow[x]!;
        }
        least = Math.min(least, sum);
      }
      expect(least).toBeCloseTo(cheapest(costs, 3, 5), 5);
    }
  });

  it('has nothing to do without rows or columns', () => {
    expect(firstColumns([])).toEqual([]);
    expect(firstColumns([row()])).toEqual([]);
  });
});

/** A head that looks at 4 columns for each token, over an even background; 2 tokens before the text. */
const looking = (rows: number, columns: number, offset: number): Float32Array[] =>
  Array.from({ length: rows }, (_unused, y) =>
    Float32Array.from({ length: columns }, (_none, x) =>
      y >= 2 && Math.floor((x - offset) / 4) === y - 2 ? 0.2 : 0.01,
    ),
  );

describe('tokens', () => {
  it('begin where the heads looked when they were foretold', () => {
    const request = { columns: 16, promptRows: 2, textRows: 3, medianFilterWidth: 3 };
    expect(alignTokens({ ...request, attention: [looking(7, 20, 0)] })).toEqual([0, 4, 8, 12]);
    const heads = [looking(7, 20, 0), looking(7, 20, 0), looking(7, 20, 1)];
    expect(alignTokens({ ...request, attention: heads })).toEqual([0, 4, 8, 12]);
  });

  it('do not lie in the padding', () => {
    const attention = [looking(7, 20, 0).map((values) => values.fill(0.9, 17))];
    const starts = alignTokens({ attention, columns: 16, promptRows: 2, textRows: 3, medianFilterWidth: 3 });
    expect(starts).toEqual([0, 4, 8, 12]);
  });
});

const word = (text: string, startMs: number, endMs: number): TranscribedWord => ({
  text,
  startMs,
  endMs,
  probability: 1,
});
const tidy = (...words: readonly TranscribedWord[]): readonly unknown[] =>
  tidyWords(words).map(({ text, startMs, endMs }) => [text, startMs, endMs]);

describe('words', () => {
  const pieces = [' Hel', 'lo', ',', ' wor', 'ld', '!', ' “', 'Yes', '”', '你', '好'];
  /** Two tokens, 20 and 21, are the halves of one sign. */
  const toRawText = (tokens: readonly number[]): string =>
    tokens
      .map((token) => pieces[token] ?? (token === 20 ? '<' : '>'))
      .join('')
      .replaceAll('<>', '語')
      .replaceAll(/[<>]/gu, '\u{FFFD}');
  const split = (tokens: readonly number[], language = 'en'): unknown =>
    splitWords(tokens, language, { toRawText }).map(({ text, tokenCount }) => [text, tokenCount]);

  it('begin with a space, and marks stand for themselves', () => {
    expect(split([0, 1, 2, 3, 4, 5])).toEqual([
      [' Hello', 2],
      [',', 1],
      [' world', 2],
      ['!', 1],
    ]);
  });

  it('stay whole around an apostrophe and a hyphen', () => {
    const parts = [' o', "'", 'clock', ',', ' well', '-', 'known', ' -', 'x'];
    const spelled = {
      toRawText: (tokens: readonly number[]): string => tokens.map((n) => parts[n]).join(''),
    };
    expect(splitWords([0, 1, 2, 3, 4, 5, 6, 7, 8], 'en', spelled)).toEqual([
      { text: " o'clock", tokenCount: 3 },
      { text: ',', tokenCount: 1 },
      { text: ' well-known', tokenCount: 3 },
      { text: ' -x', tokenCount: 2 },
    ]);
  });

  it('hold whole characters, and are signs where there are no spaces', () => {
    expect(split([9, 20, 21, 10], 'zh')).toEqual([
      ['你', 1],
      ['語', 2],
      ['好', 1],
    ]);
    expect(split([0, 20, 21])).toEqual([[' Hel語', 3]]);
    expect(split([0, 1, 20])).toEqual([
      [' Hello', 2],
      ['\u{FFFD}', 1],
    ]);
  });

  it('take their marks with them and keep their own times', () => {
    const marks = tidy(word(' “', 0, 20), word('Yes', 20, 300), word('”', 300, 320), word('!', 320, 400));
    expect(marks).toEqual([['“Yes”!', 20, 300]]);
    expect(tidy(word(' -', 0, 20), word(' well', 20, 200), word(' (', 200, 210))).toEqual([
      ['-well(', 20, 200],
    ]);
  });

  it('do not hold the silence before the first', () => {
    expect(tidy(word(' One', 0, 2000), word(' two', 2000, 2300), word(' three', 2300, 2600))).toEqual([
      ['One', 1400, 2000],
      ['two', 2000, 2300],
      ['three', 2300, 2600],
    ]);
  });

  it('do not hold the pause between two sentences', () => {
    const words = [' one', ' two', ' three'].map((text, n) => word(text, n * 300, n * 300 + 300));
    expect(tidy(...words, word('.', 900, 4000), word(' Four', 4000, 4300))).toEqual([
      ['one', 0, 300],
      ['two', 300, 600],
      ['three.', 600, 900],
      ['Four', 4000, 4300],
    ]);
    expect(tidy(...words, word('.', 900, 950), word(' Four', 950, 4300)).at(-1)).toEqual([
      'Four',
      3700,
      4300,
    ]);
  });
});

describe('the alignment heads', () => {
  const base = { layers: 6, heads: 8, vocabularySize: 51_865 };
  it('are those that the model names, if it has them', () => {
    expect(alignmentHeadsOf([[1, 2]], base)).toEqual([[1, 2]]);
    expect(alignmentHeadsOf([[7, 2]], base)[0]).toEqual([3, 1]);
  });

  it('are known for the usual models', () => {
    expect(alignmentHeadsOf(null, { ...base, vocabularySize: 51_864 })[0]).toEqual([3, 3]);
    expect(alignmentHeadsOf(undefined, { layers: 4, heads: 20, vocabularySize: 51_866 }).length).toBe(6);
  });

  it('are all of the upper layers of another model', () => {
    expect(alignmentHeadsOf([], { layers: 3, heads: 2, vocabularySize: 900 })).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ]);
  });
});
