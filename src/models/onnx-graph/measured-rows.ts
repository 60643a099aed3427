import { makeIntegers, makeNode, makeTensor } from './build-model.ts';
import { DATA_TYPE, type OnnxNode, type OnnxTensor } from './model.ts';
import { RUNTIME_DOMAIN } from './packed-product.ts';

const MAX_SIGNED = 127;
/** Unsigned values around a middle: processors multiply these with signed weights at once, and no others. */
const MIDDLE = 128;
/** A row of zeros is zeros in steps of any width. */
const SMALLEST_SIZE = 1e-20;
/** From here on the axes of ReduceMax are an input. */
const AXES_INPUT_OPSET = 18;

/** Tensors that hold the rows of another one in 8 bits, each row in steps of its own. */
export interface MeasuredRows {
  /** uint8, in the shape of the other; {@link RowMeasure.zero} stands for 0. */
  readonly values: string;
  /** float32 [rows, 1]. */
  readonly steps: string;
  /** What makes the two. */
  readonly nodes: readonly OnnxNode[];
}

/**
 * Writes the nodes that put rows into 8 bits when the model runs: each row, which is one moment of the sound, in
 * signed steps of its own. A tensor is [rows, width] or [1, rows, width].
 */
export class RowMeasure {
  /** What the nodes need, to be put into the outermost graph. */
  readonly constants: readonly OnnxTensor[];
  /** Name of the float 1. */
  readonly unit: string;
  /** Name of the value that stands for 0. */
  readonly zero: string;
  readonly #fresh: (part: string) => string;
  readonly #takesAxes: boolean;
  readonly #names: Readonly<
    Record<'smallest' | 'perStep' | 'nothing' | 'middle' | 'vector' | 'column' | 'lastAxis', string>
  >;

  constructor(opset: number, freshName: (wish: string) => string) {
    this.#fresh = (part) => freshName(`aichat_${part}`);
    this.#takesAxes = opset >= AXES_INPUT_OPSET;
    this.unit = this.#fresh('unit');
    this.zero = this.#fresh('zero');
    this.#names = {
      smallest: this.#fresh('smallest_size'),
      perStep: this.#fresh('per_step'),
      nothing: this.#fresh('nothing'),
      middle: this.#fresh('middle_float'),
      vector: this.#fresh('vector'),
      column: this.#fresh('column'),
      lastAxis: this.#fresh('last_axis'),
    };
    const { smallest, perStep, nothing, middle, vector, column, lastAxis } = this.#names;
    this.constants = [
      makeTensor(this.zero, [1], Uint8Array.of(MIDDLE)),
      makeTensor(nothing, [1], new Float32Array(1)),
      makeTensor(middle, [1], Float32Array.of(MIDDLE)),
      makeTensor(this.unit, [1], Float32Array.of(1)),
      makeTensor(smallest, [1], Float32Array.of(SMALLEST_SIZE)),
      makeTensor(perStep, [1], Float32Array.of(1 / MAX_SIGNED)),
      makeIntegers(vector, [-1]),
      makeIntegers(column, [-1, 1]),
      makeIntegers(lastAxis, [-1]),
    ];
  }

  /** Puts the rows of the float32 tensor `data` into 8 bits. */
  measure(data: string): MeasuredRows {
    const { smallest, perStep, vector, column, lastAxis } = this.#names;
    const parts = ['sizes', 'greatest', 'safe', 'wide', 'row', 'none', 'middles', 'zeros', 'values', 'steps'];
    const [
      sizes = '',
      greatest = '',
      safe = '',
      wide = '',
      row = '',
      none = '',
      middles = '',
      zeros = '',
      ...made
    ] = parts.map((part) => this.#fresh(part));
    const [values = '', steps = ''] = made;
    const nodes = [
      makeNode('Abs', [data], [sizes]),
      this.#takesAxes
        ? makeNode('ReduceMax', [sizes, lastAxis], [greatest], { keepdims: 0n })
        : makeNode('ReduceMax', [sizes], [greatest], { axes: [-1n], keepdims: 0n }),
      makeNode('Max', [greatest, smallest], [safe]),
      makeNode('Mul', [safe, perStep], [wide]),
      makeNode('Reshape', [wide, vector], [row]),
      makeNode('Reshape', [wide, column], [steps]),
      // The operator wants a zero for each row, and there are as many as there are steps.
      makeNode('Mul', [row, this.#names.nothing], [none]),
      makeNode('Add', [none, this.#names.middle], [middles]),
      makeNode('Cast', [middles], [zeros], { to: BigInt(DATA_TYPE.uint8) }),
      makeNode('QuantizeLinear', [data, row, zeros], [values], { axis: -2n }, RUNTIME_DOMAIN),
    ];
    return { nodes, values, steps };
  }
}
