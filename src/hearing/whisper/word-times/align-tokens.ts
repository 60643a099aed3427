import { firstColumns, type Matrix } from './dynamic-time-warping.ts';
import { medianFilter } from './median-filter.ts';

/** Rows of a head's attention: the padding cut off, each row a share of 1, each column freed of its mean. */
function normalised(weights: Matrix, columns: number, medianFilterWidth: number): Matrix {
  const rows = weights.map((row) => {
    const part = row.slice(0, columns);
    const sum = part.reduce((total, value) => total + value, 0);
    return sum > 0 ? part.map((value) => value / sum) : part;
  });
  for (let column = 0; column < columns; column += 1) {
    const mean = rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + (row[column]! - mean) ** 2, 0) / rows.length;
    const deviation = Math.sqrt(variance);
    for (const row of rows) row[column] = deviation > 0 ? (row[column]! - mean) / deviation : 0;
  }
  return rows.map((row) => medianFilter(row, medianFilterWidth));
}

/** What is to be aligned. */
export interface AlignmentRequest {
  /** One matrix for each alignment head: a row for each token, a column for each step of 20 ms. */
  readonly attention: readonly Matrix[];
  /** Columns that hold sound; the rest is padding. */
  readonly columns: number;
  /** Tokens before the row that foretells the first token of the text. */
  readonly promptRows: number;
  /** Tokens of the text. */
  readonly textRows: number;
  readonly medianFilterWidth: number;
}

/**
 * Finds when each token of a text was said, from where the decoder looked while it foretold it (OpenAI,
 * `timing.py`): normalised attention, mean over the heads, and the way through it that never goes back.
 *
 * @returns steps of 20 ms: the start of each token, and as the last one the end of the text.
 */
export function alignTokens(request: AlignmentRequest): readonly number[] {
  const { attention, columns, promptRows, textRows, medianFilterWidth } = request;
  const heads = attention.map((weights) => normalised(weights, columns, medianFilterWidth));
  const costs = Array.from({ length: textRows + 1 }, (_unused, index) => {
    const cost = new Float32Array(columns);
    for (const head of heads) {
      const row = head[promptRows + index]!;
      for (let column = 0; column < columns; column += 1) {
        cost[column] = cost[column]! - row[column]! / heads.length;
      }
    }
    return cost;
  });
  return firstColumns(costs);
}
