/**
 * Replaces each value by the median of itself and its neighbours; beyond its ends a row is mirrored.
 *
 * @param width - odd; a row that is not longer than half of it stays as it is.
 */
export function medianFilter(row: Float32Array, width: number): Float32Array {
  const reach = width >> 1;
  const last = row.length - 1;
  if (last < reach) return row.slice();
  /** The values around the present one, sorted as they come in: they are few and this is done often. */
  const around = new Float32Array(width);
  return row.map((_value, at) => {
    for (let count = 0; count < width; count += 1) {
      const index = Math.abs(at + count - reach);
      const value = row[index > last ? 2 * last - index : index]!;
      let place = count;
      for (; place > 0 && around[place - 1]! > value; place -= 1) around[place] = around[place - 1]!;
      around[place] = value;
    }
    return around[reach]!;
  });
}
