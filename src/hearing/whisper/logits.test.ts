import { expect, it } from 'vitest';
import { indexOfMax, logProbabilityAt, mask } from './logits.ts';

it('finds the largest value, the first of equals, and among some', () => {
  const logits = Float32Array.of(1, 9, -3, 9, 4);
  expect(indexOfMax(logits)).toBe(1);
  expect(indexOfMax(logits, [2, 4])).toBe(4);
});

it('computes probabilities of very large and very small values', () => {
  const logits = Float32Array.of(1000, 1000, -1000);
  expect(logProbabilityAt(logits, 0)).toBeCloseTo(Math.log(0.5), 6);
  expect(logProbabilityAt(logits, 2)).toBeCloseTo(-2000 + Math.log(0.5), 3);
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
