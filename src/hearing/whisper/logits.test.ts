import { describe, expect, it } from 'vitest';
import { indexOfMax, logProbabilityAt, logSumExp, mask, sampleToken, sharesAmong } from './logits.ts';

it('finds the largest value, the first of equals, and in a part', () => {
  const logits = Float32Array.of(1, 9, -3, 9, 4);
  expect(indexOfMax(logits)).toBe(1);
  expect(indexOfMax(logits, 2, 4)).toBe(3);
});

it('computes probabilities of very large and very small values', () => {
  const logits = Float32Array.of(1000, 1000, -1000);
  expect(logProbabilityAt(logits, 0)).toBeCloseTo(Math.log(0.5), 6);
  expect(logProbabilityAt(logits, 2)).toBeCloseTo(-2000 + Math.log(0.5), 3);
});

it('sums as exactly as anybody needs', () => {
  const logits = Float32Array.from({ length: 51_865 }, (_unused, n) => 9 * Math.sin(n * n));
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, value) => total + Math.exp(value - largest), 0);
  expect(logSumExp(logits)).toBeCloseTo(largest + Math.log(sum), 5);
});

it('gives what is masked to the others', () => {
  const logits = Float32Array.from([0.5, 0.25, 0.25], Math.log);
  mask(logits, [0]);
  expect(logProbabilityAt(logits, 1)).toBeCloseTo(Math.log(0.5), 6);
  expect(logProbabilityAt(logits, 0)).toBe(-Infinity);
});

it.each([[[]], [[NaN, NaN]], [[-Infinity, -Infinity]], [[1, NaN]]])('refuses to choose from %j', (values) => {
  const choose = (): number =>
    logProbabilityAt(Float32Array.from(values), indexOfMax(Float32Array.from(values)));
  expect(choose).toThrow(expect.objectContaining({ code: 'INFERENCE_FAILED' }));
});

it('sums a part, and nothing where all is masked', () => {
  const logits = Float32Array.from([0.5, 0.25, 0.125, 0.125], Math.log);
  expect(Math.exp(logSumExp(logits, 1, 3))).toBeCloseTo(0.375, 6);
  mask(logits, [0, 1]);
  expect(logSumExp(logits, 0, 2)).toBe(-Infinity);
});

it('shares among some as if there were no others', () => {
  const logits = Float32Array.from([0.9, 0.06, 0.02, 0.02], (value) => Math.log(value) + 50);
  expect([...sharesAmong(logits, [1, 3])].map((share) => Number(share.toFixed(4)))).toEqual([0.75, 0.25]);
});

describe('a token that is drawn', () => {
  const probabilities = [0.5, 0, 0.3, 0.2];
  const logits = Float32Array.from(probabilities, Math.log);
  const draw = (temperature: number, random: number): number =>
    sampleToken(logits, temperature, () => random);

  it('is the one on whose share the number falls', () => {
    expect([0, 0.49, 0.51, 0.79, 0.81, 0.999_999].map((random) => draw(1, random))).toEqual([
      0, 0, 2, 2, 3, 3,
    ]);
  });

  it('is nearly always the likeliest when it is cold', () => {
    // Shares to the power of 10: 0.5 has more than 99 % of them.
    expect([0, 0.5, 0.99].map((random) => draw(0.1, random))).toEqual([0, 0, 0]);
  });

  it('leaves the logits as they are', () => {
    draw(0.4, 0.5);
    expect([...logits].map((value) => Math.exp(value).toFixed(3))).toEqual([
      '0.500',
      '0.000',
      '0.300',
      '0.200',
    ]);
  });
});
