const VOWELS = new Set('aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻ');
const GAP = 2;
/** How far the two may drift apart; what is beyond costs more than any path. */
const BAND = 64;
const NEVER = 0x3f_ff_ff_ff;

/**
 * For each phoneme of `left` the one of `right` that stands for it: those on a path of least edit distance
 * (Needleman and Wunsch, 1970) within a band around the diagonal (Ukkonen, 1985). Equal beginnings and ends
 * are not searched.
 */
export function alignPhonemes(left: readonly string[], right: readonly string[]): (number | undefined)[] {
  const pairs = Array.from<number | undefined>({ length: left.length });
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) {
    pairs[head] = head;
    head += 1;
  }
  let tail = 0;
  const longestTail = Math.min(left.length, right.length) - head;
  while (tail < longestTail && left[left.length - 1 - tail] === right[right.length - 1 - tail]) {
    pairs[left.length - 1 - tail] = right.length - 1 - tail;
    tail += 1;
  }
  const rows = left.length - head - tail;
  const columns = right.length - head - tail;
  if (rows === 0 || columns === 0) return pairs;
  const path = alignWithinBand(left.slice(head, head + rows), right.slice(head, head + columns));
  for (const [row, column] of path.entries()) {
    if (column !== undefined) pairs[head + row] = head + column;
  }
  return pairs;
}

function alignWithinBand(left: readonly string[], right: readonly string[]): (number | undefined)[] {
  const radius = BAND + Math.abs(left.length - right.length);
  const width = 2 * radius + 1;
  const costs = new Int32Array((left.length + 1) * width).fill(NEVER);
  /** Where a column stands in its row; the band moves along the diagonal. */
  const place = (row: number, column: number): number => {
    const offset = column - row + radius;
    return offset < 0 || offset >= width || column < 0 ? -1 : row * width + offset;
  };
  const cost = (row: number, column: number): number => {
    const at = place(row, column);
    return at === -1 ? NEVER : (costs[at] as number);
  };
  const step = (row: number, column: number): number =>
    difference(left[row - 1] as string, right[column - 1] as string);

  for (let row = 0; row <= left.length; row += 1) {
    const last = Math.min(right.length, row + radius);
    for (let column = Math.max(0, row - radius); column <= last; column += 1) {
      let best = row === 0 && column === 0 ? 0 : NEVER;
      if (row > 0 && column > 0) best = Math.min(best, cost(row - 1, column - 1) + step(row, column));
      if (row > 0) best = Math.min(best, cost(row - 1, column) + GAP);
      if (column > 0) best = Math.min(best, cost(row, column - 1) + GAP);
      costs[place(row, column)] = best;
    }
  }

  const pairs = Array.from<number | undefined>({ length: left.length });
  for (let row = left.length, column = right.length; row > 0 && column > 0;) {
    const own = cost(row, column);
    if (own === cost(row - 1, column - 1) + step(row, column)) {
      row -= 1;
      column -= 1;
      pairs[row] = column;
    } else if (own === cost(row - 1, column) + GAP) {
      row -= 1;
    } else {
      column -= 1;
    }
  }
  return pairs;
}

/** A vowel rarely stands for a consonant. */
function difference(left: string, right: string): number {
  if (left === right) return 0;
  return VOWELS.has(left) === VOWELS.has(right) ? GAP : 2 * GAP;
}
