/**
 * Replaces each value by the median of itself and its neighbours; beyond its ends a row is mirrored.
 *
 * @param width - odd; a row that is not longer than half of it stays as it is.
 */
export function medianFilter(row: Float32Array, width: number): Float32Array {
  const reach = width >> 1;
  const last = row.length - 1;
  if (last < reach) return row.slice();
  const around = new Float32Array(width);
  return row.map((_value, at) => {
    for (let offset = -reach; offset <= reach; offset += 1) {
      const index = Math.abs(at + offset);
      around[offset + reach] = row[index > last ? 2 * last - index : index]!;
    }
    return around.sort()[reach]!;
  });
}
