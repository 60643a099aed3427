/** Longer blocks are faster and less exact; a row must be a multiple of one. */
const BLOCK_LENGTHS = [128, 64, 32, 16] as const;
const MAX_SIGNED = 127;
/** The zero of unsigned values when none is given. */
const MIDDLE = 128;

/** A matrix in 8 bits as the runtime's operator MatMulNBits reads it: row by row, each in blocks. */
export interface PackedRows {
  readonly blockLength: number;
  readonly values: Uint8Array;
  /** Of every block: what one step of its values is worth. */
  readonly steps: Float32Array;
  /** Of every block: the value that stands for 0; 128 when absent. */
  readonly zeros?: Uint8Array;
}

/** The block length that suits rows of this width, or nothing. */
export const blockLengthOf = (width: number): number | undefined =>
  BLOCK_LENGTHS.find((length) => width % length === 0);

/** Puts float rows into 8 bits, every block in steps of its own. */
export function packRows(rows: Float32Array, blockLength: number): PackedRows {
  const steps = new Float32Array(rows.length / blockLength);
  const values = new Uint8Array(rows.length);
  for (let block = 0; block < steps.length; block += 1) {
    const begin = block * blockLength;
    let greatest = 0;
    for (let at = begin; at < begin + blockLength; at += 1)
      greatest = Math.max(greatest, Math.abs(rows[at]!));
    // A block of zeros is zeros in steps of any width.
    const step = greatest === 0 ? 1 : greatest / MAX_SIGNED;
    steps[block] = step;
    for (let at = begin; at < begin + blockLength; at += 1)
      values[at] = Math.round(rows[at]! / step) + MIDDLE;
  }
  return { blockLength, values, steps };
}

/** Takes over rows that are in 8 bits already, with one step and one zero for all. */
export function repackRows(
  rows: Uint8Array | Int8Array,
  blockLength: number,
  step: number,
  zero: number,
): PackedRows {
  const blocks = rows.length / blockLength;
  const shift = rows instanceof Int8Array ? MIDDLE : 0;
  return {
    blockLength,
    values: shift === 0 ? Uint8Array.from(rows) : Uint8Array.from(rows, (value) => value + shift),
    steps: new Float32Array(blocks).fill(step),
    ...(zero + shift === MIDDLE ? {} : { zeros: new Uint8Array(blocks).fill(zero + shift) }),
  };
}

/** A matrix in 8 bits, its rows one after the other; steps and zeros for all or for each column. */
export interface IntegerColumns {
  readonly values: Uint8Array | Int8Array;
  readonly columns: number;
  readonly steps: Float32Array;
  readonly zeros: Uint8Array | Int8Array;
}

/** Takes over the columns of a matrix as rows, without changing what they stand for. */
export function packColumns(
  { values, columns, steps, zeros }: IntegerColumns,
  blockLength: number,
): PackedRows {
  const depth = values.length / columns;
  const blocks = depth / blockLength;
  const shift = values instanceof Int8Array ? MIDDLE : 0;
  const zeroShift = zeros instanceof Int8Array ? MIDDLE : 0;
  const packed = new Uint8Array(values.length);
  for (let row = 0; row < depth; row += 1) {
    for (let column = 0; column < columns; column += 1)
      packed[column * depth + row] = values[row * columns + column]! + shift;
  }
  const ofColumn = <T>(list: { readonly [at: number]: T; readonly length: number }, block: number): T =>
    list[list.length === 1 ? 0 : Math.floor(block / blocks)]!;
  const count = columns * blocks;
  const all = Uint8Array.from({ length: count }, (_unused, block) => ofColumn(zeros, block) + zeroShift);
  return {
    blockLength,
    values: packed,
    steps: Float32Array.from({ length: count }, (_unused, block) => ofColumn(steps, block)),
    ...(all.every((zero) => zero === MIDDLE) ? {} : { zeros: all }),
  };
}
