import { AppError } from '#core';

const unusable = (logits: Float32Array): AppError =>
  new AppError('INFERENCE_FAILED', {
    message: 'The model gave no usable numbers.',
    context: { logits: logits.length, notANumber: logits.some(Number.isNaN) },
  });

/**
 * Index of the largest value.
 *
 * @throws AppError `INFERENCE_FAILED` when there is none: everything is masked or no number.
 */
export function indexOfMax(logits: Float32Array, among?: Iterable<number>): number {
  let best = -1;
  let bestValue = -Infinity;
  for (const index of among ?? logits.keys()) {
    const value = logits[index]!;
    if (value > bestValue) {
      best = index;
      bestValue = value;
    }
  }
  if (best < 0) throw unusable(logits);
  return best;
}

/**
 * Natural logarithm of the softmax at one index; masked values are `-Infinity`.
 *
 * @throws AppError `INFERENCE_FAILED` when a value is no number.
 */
export function logProbabilityAt(logits: Float32Array, index: number): number {
  const largest = logits[indexOfMax(logits)]!;
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - largest);
  if (Number.isNaN(sum)) throw unusable(logits);
  return logits[index]! - largest - Math.log(sum);
}

/** Makes the tokens impossible. Changes `logits`. */
export function mask(logits: Float32Array, tokenIds: readonly number[]): void {
  for (const tokenId of tokenIds) logits[tokenId] = -Infinity;
}
