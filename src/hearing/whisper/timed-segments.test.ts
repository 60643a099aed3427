import { describe, expect, it } from 'vitest';
import { at, SMALL_SPECIAL } from './fixtures/scripted-decoder.ts';
import { cutAtTimestamps, type CutWindow } from './timed-segments.ts';

const cut = (tokens: readonly number[], windowSteps = 1500): CutWindow =>
  cutAtTimestamps(
    { tokens, logProbabilities: tokens.map((token) => -token / 100) },
    SMALL_SPECIAL,
    windowSteps,
  );
const shape = ({ stretches }: CutWindow): unknown =>
  stretches.map(({ tokens, startStep, endStep }) => [tokens, startStep, endStep]);

describe('a window', () => {
  it('is cut at pairs of moments; what follows the last pair is heard again', () => {
    const result = cut([at(0), 1, 2, at(2), at(2.5), 3, at(6), at(6), 4, 5]);
    expect(shape(result)).toEqual([
      [[1, 2], 0, 100],
      [[3], 125, 300],
    ]);
    expect(result.nextStep).toBe(300);
  });

  it('that ends with a single moment is read to its end', () => {
    const result = cut([at(0), 1, at(2), at(2.5), 3, at(6)]);
    expect(shape(result)).toEqual([
      [[1], 0, 100],
      [[3], 125, 300],
    ]);
    expect(result.nextStep).toBe(1500);
  });

  it('with one stretch ends where its last moment is', () => {
    const result = cut([at(0.4), 1, 2, at(3)]);
    expect(shape(result)).toEqual([[[1, 2], 0, 150]]);
    expect(result.nextStep).toBe(1500);
  });

  it('without a last moment is one stretch', () => {
    expect(shape(cut([at(0), 1, 2], 700))).toEqual([[[1, 2], 0, 700]]);
  });

  it('has no moments behind its sound', () => {
    const result = cut([at(0), 1, at(2), at(2), 3, at(29)], 250);
    expect(shape(result)).toEqual([
      [[1], 0, 100],
      [[3], 100, 250],
    ]);
  });

  it('always leads on, and has no empty stretches', () => {
    expect(cut([at(0), at(0), 1, at(1)])).toMatchObject({ nextStep: 1500 });
    expect(cut([at(0), at(0), 1]).nextStep).toBe(1500);
    expect(cut([])).toEqual({ stretches: [], nextStep: 1500 });
    expect(shape(cut([at(0), at(2), at(2), 1, at(3), at(3)]))).toEqual([[[1], 100, 150]]);
  });

  it('keeps the log-probability of each token', () => {
    const { stretches } = cut([at(0), 7, at(2), at(2), 3, 4, at(6), at(6)]);
    expect(stretches.map(({ logProbabilities }) => logProbabilities)).toEqual([[-0.07], [-0.03, -0.04]]);
  });
});
