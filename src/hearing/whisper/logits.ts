import { AppError } from '#core';

/** What lies this far below the largest value adds less than one part in 10⁸ to 50,000 tokens. */
const NEGLIGIBLE = 30;

/** The exponential of 0, −1/64, −2/64 … down to {@link NEGLIGIBLE}. */
const STEPS = 64;
const EXPONENTIALS = Float64Array.from({ length: NEGLIGIBLE * STEPS + 1 }, (_unused, step) =>
  Math.exp(-step / STEPS),
);

const unusable = (logits: Float32Array): AppError =>
  new AppError('INFERENCE_FAILED', {
    message: 'The model gave no usable numbers.',
    context: { logits: logits.length, notANumber: logits.some(Number.isNaN) },
  });

/**
 * Index of the largest value; of equal ones the first.
 *
 * @throws AppError `INFERENCE_FAILED` when there is none: everything is masked or no number.
 */
export function indexOfMax(logits: Float32Array, from = 0, to = logits.length): number {
  let best = -1;
  let bestValue = -Infinity;
  for (let index = from; index < to; index += 1) {
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
 * Natural logarithm of the sum of the exponentials of a stretch; `-Infinity` when all of it is masked.
 *
 * @throws AppError `INFERENCE_FAILED` when a value is no number.
 */
export function logSumExp(logits: Float32Array, from = 0, to = logits.length): number {
  let largest = -Infinity;
  for (let index = from; index < to; index += 1) {
    const value = logits[index]!;
    if (value > largest) largest = value;
    else if (Number.isNaN(value)) throw unusable(logits);
  }
  if (largest === -Infinity) return -Infinity;
  if (largest === Infinity) throw unusable(logits);
  const least = largest - NEGLIGIBLE;
  let sum = 0;
  for (let index = from; index < to; index += 1) {
    const value = logits[index]!;
    if (value <= least) continue;
    // From the nearest step on two terms of the series: right to six digits and four times as fast as Math.exp.
    const below = largest - value;
    const step = Math.trunc(below * STEPS);
    const rest = below - step / STEPS;
    sum += EXPONENTIALS[step]! * (1 - rest + 0.5 * rest * rest);
  }
  return largest + Math.log(sum);
}

/**
 * Natural logarithm of the softmax at one index; masked values are `-Infinity`.
 *
 * @throws AppError `INFERENCE_FAILED` when a value is no number or everything is masked.
 */
export function logProbabilityAt(logits: Float32Array, index: number): number {
  const total = logSumExp(logits);
  if (total === -Infinity) throw unusable(logits);
  return logits[index]! - total;
}

/** How likely each of some tokens is among them, 0…1, in their order. */
export function sharesAmong(logits: Float32Array, tokenIds: readonly number[]): Float32Array {
  const values = Float32Array.from(tokenIds, (tokenId) => logits[tokenId] ?? -Infinity);
  const total = logSumExp(values);
  return values.map((value) => (total === -Infinity ? 0 : Math.exp(value - total)));
}

/**
 * Draws a token from the softmax of `logits / temperature`.
 *
 * @param random - gives the next number of 0…1, 1 excluded.
 * @throws AppError `INFERENCE_FAILED` when everything is masked or a value is no number.
 */
export function sampleToken(logits: Float32Array, temperature: number, random: () => number): number {
  const cooled = logits.map((value) => value / temperature);
  const best = indexOfMax(cooled);
  const total = logSumExp(cooled);
  let rest = random();
  for (let index = 0; index < cooled.length; index += 1) {
    const value = cooled[index]!;
    if (value === -Infinity) continue;
    rest -= Math.exp(value - total);
    if (rest < 0) return index;
  }
  return best;
}

/** Makes the tokens impossible. Changes `logits`. */
export function mask(logits: Float32Array, tokenIds: readonly number[]): void {
  for (const tokenId of tokenIds) logits[tokenId] = -Infinity;
}
