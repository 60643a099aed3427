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
