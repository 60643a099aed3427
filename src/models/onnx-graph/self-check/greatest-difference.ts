import type { Tensor } from 'onnxruntime-node';

/**
 * The greatest absolute difference between values of the same number and order; texts are 0 or 1 apart.
 * Not a number when a value is none.
 */
export function greatestDifference(first: Tensor.DataType, second: Tensor.DataType): number {
  let greatest = 0;
  for (const [place, value] of first.entries()) {
    const other = second[place];
    if (value === other) continue;
    const own = typeof value === 'string' ? 1 : Math.abs(Number(value) - Number(other));
    if (Number.isNaN(own)) return NaN;
    greatest = Math.max(greatest, own);
  }
  return greatest;
}

/** Root mean square of the differences between numbers, as a share of the root mean square of the first ones. */
export function shareOfDifference(first: Tensor.DataType, second: Tensor.DataType): number {
  let differences = 0;
  let sizes = 0;
  for (const [place, value] of first.entries()) {
    differences += (Number(value) - Number(second[place])) ** 2;
    sizes += Number(value) ** 2;
  }
  return differences === 0 ? 0 : Math.sqrt(differences / sizes);
}
