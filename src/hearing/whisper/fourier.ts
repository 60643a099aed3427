/** Radices whose product is the length of the transform. */
const RADICES = [4, 4, 5, 5] as const;

/** Length of the transform: Whisper's window of 25 ms at 16 kHz. */
export const FOURIER_LENGTH = 400;

interface Stage {
  readonly radix: number;
  /** Transforms that the stages before have made: their length. */
  readonly doneLength: number;
  /** cos and −sin of 2πqk/L for every output k and input q, q fastest. */
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

function planStages(): readonly Stage[] {
  let doneLength = 1;
  return RADICES.map((radix) => {
    const length = doneLength * radix;
    const cosines = new Float64Array(length * radix);
    const sines = new Float64Array(length * radix);
    for (let k = 0; k < length; k += 1) {
      for (let q = 0; q < radix; q += 1) {
        const angle = (2 * Math.PI * ((q * k) % length)) / length;
        cosines[k * radix + q] = Math.cos(angle);
        sines[k * radix + q] = -Math.sin(angle);
      }
    }
    const stage = { radix, doneLength, cosines, sines };
    doneLength = length;
    return stage;
  });
}

/** A complex signal or spectrum of {@link FOURIER_LENGTH} values. */
export interface ComplexBlock {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

const createBlock = (): ComplexBlock => ({
  real: new Float64Array(FOURIER_LENGTH),
  imaginary: new Float64Array(FOURIER_LENGTH),
});

/** Row k of the result has `columns` values: the sums over q of the twiddled values of row k mod doneLength. */
function runStage(stage: Stage, from: ComplexBlock, to: ComplexBlock): void {
  const { radix, doneLength, cosines, sines } = stage;
  const length = doneLength * radix;
  const columns = FOURIER_LENGTH / length;
  for (let k = 0; k < length; k += 1) {
    const row = (k % doneLength) * columns * radix;
    for (let column = 0; column < columns; column += 1) {
      let real = 0;
      let imaginary = 0;
      for (let q = 0; q < radix; q += 1) {
        const at = row + q * columns + column;
        const cosine = cosines[k * radix + q]!;
        const sine = sines[k * radix + q]!;
        const a = from.real[at]!;
        const b = from.imaginary[at]!;
        real += a * cosine - b * sine;
        imaginary += a * sine + b * cosine;
      }
      to.real[k * columns + column] = real;
      to.imaginary[k * columns + column] = imaginary;
    }
  }
}

/** Transforms a block; the result is valid until the next call. */
export type FourierTransform = (signal: ComplexBlock) => ComplexBlock;

/**
 * Makes a discrete Fourier transform of 400 complex values in double precision: the mixed-radix
 * algorithm of Cooley and Tukey in Stockham's self-sorting form. The input is left as it is.
 */
export function createFourierTransform(): FourierTransform {
  const stages = planStages();
  const buffers = [createBlock(), createBlock()] as const;
  return (signal) => {
    let from = signal;
    stages.forEach((stage, index) => {
      const to = buffers[index % 2 === 0 ? 0 : 1];
      runStage(stage, from, to);
      from = to;
    });
    return from;
  };
}
