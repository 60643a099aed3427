/** Steps back along a path. */
const DIAGONAL = 0;
const ROW = 1;
const COLUMN = 2;

/** Values by row; all rows have the same length. */
export type Matrix = readonly Float32Array[];

/**
 * Finds the way of least cost from the first row and column to the last that never goes back (dynamic time
 * warping, as in OpenAI's `timing.py`).
 *
 * @returns for each row the first column of the path in it.
 */
export function firstColumns(costs: Matrix): readonly number[] {
  const rows = costs.length;
  const columns = costs[0]?.length ?? 0;
  if (rows === 0 || columns === 0) return [];
  const steps = new Uint8Array(rows * columns);
  let above = new Float64Array(columns).fill(Infinity);
  for (const [row, rowCosts] of costs.entries()) {
    const sums = new Float64Array(columns);
    for (let column = 0; column < columns; column += 1) {
      const diagonal = row === 0 && column === 0 ? 0 : column === 0 ? Infinity : above[column - 1]!;
      const up = above[column]!;
      const left = column === 0 ? Infinity : sums[column - 1]!;
      let least = left;
      let step = COLUMN;
      if (diagonal < up && diagonal < left) [least, step] = [diagonal, DIAGONAL];
      else if (up < diagonal && up < left) [least, step] = [up, ROW];
      sums[column] = least + rowCosts[column]!;
      steps[row * columns + column] = step;
    }
    above = sums;
  }
  const first = Array.from({ length: rows }, () => 0);
  let row = rows - 1;
  let column = columns - 1;
  while (row >= 0 && column >= 0) {
    first[row] = column;
    const step = row === 0 ? COLUMN : column === 0 ? ROW : steps[row * columns + column]!;
    if (step !== COLUMN) row -= 1;
    if (step !== ROW) column -= 1;
  }
  return first;
}
