import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { makeNode, makeTensor } from './build-model.ts';
import { noise } from './fixtures/noise.ts';
import { DATA_TYPE, type OnnxModel, type OnnxNode, type OnnxTensor } from './model.ts';
import { packIntegerProducts } from './pack-integer-products.ts';
import { PRODUCT_WIDTH, productModel, unsignedWeight } from './fixtures/integer-products.ts';
import { writeOnnxModel } from './wire-format.ts';

const ROWS = 5;

/** One product as onnxruntime's own quantiser writes it. */
const product = (zero: string): readonly OnnxNode[] => [
  makeNode('DynamicQuantizeLinear', ['x'], ['q', 'step', 'zero']),
  makeNode('MatMulInteger', ['q', 'w', 'zero', zero], ['i']),
  makeNode('Cast', ['i'], ['f'], { to: BigInt(DATA_TYPE.float) }),
  makeNode('Mul', ['step', 'steps'], ['sizes']),
  makeNode('Mul', ['f', 'sizes'], ['y']),
];

const oneStep = makeTensor('steps', [], Float32Array.of(0.01));
const manySteps = makeTensor(
  'steps',
  [PRODUCT_WIDTH],
  noise(PRODUCT_WIDTH, 3).map((value) => 0.01 + Math.abs(value) / 50),
);
const signedWeight = makeTensor(
  'w',
  [PRODUCT_WIDTH, PRODUCT_WIDTH],
  Int8Array.from(noise(PRODUCT_WIDTH ** 2, 1), (value) => Math.round(value * 127)),
);
const zerosOfColumns = makeTensor(
  'z',
  [PRODUCT_WIDTH],
  Uint8Array.from({ length: PRODUCT_WIDTH }, (_unused, column) => 120 + (column % 16)),
);

const x = noise(ROWS * PRODUCT_WIDTH, 9);

async function run(model: OnnxModel): Promise<Float32Array> {
  const session = await InferenceSession.create(writeOnnxModel(model), { logSeverityLevel: 3 });
  const { y } = await session.run({ x: new Tensor('float32', x, [ROWS, PRODUCT_WIDTH]) });
  await session.release();
  return y?.data as Float32Array;
}

/** The product with the weights as they are meant and nothing else rounded. */
function exact(weight: OnnxTensor, steps: OnnxTensor, zeros: OnnxTensor | undefined): Float32Array {
  const raw = weight.rawData ?? new Uint8Array(0);
  const isSigned = weight.dataType === DATA_TYPE.int8;
  const values = isSigned ? new Int8Array(raw.buffer, raw.byteOffset, raw.byteLength) : raw;
  const stepValues = new Float32Array((steps.rawData ?? new Uint8Array(0)).slice().buffer);
  const zeroOf = (column: number): number => zeros?.rawData?.[zeros.dims.length === 0 ? 0 : column] ?? 0;
  return Float32Array.from({ length: ROWS * PRODUCT_WIDTH }, (_unused, place) => {
    const column = place % PRODUCT_WIDTH;
    const row = Math.floor(place / PRODUCT_WIDTH);
    let sum = 0;
    for (let n = 0; n < PRODUCT_WIDTH; n += 1) {
      sum += x[row * PRODUCT_WIDTH + n]! * (values[n * PRODUCT_WIDTH + column]! - zeroOf(column));
    }
    return sum * stepValues[stepValues.length === 1 ? 0 : column]!;
  });
}

describe('packing integer products', () => {
  it.each([
    ['signed weights with one step', signedWeight, oneStep, undefined],
    ['signed weights with a step for each column', signedWeight, manySteps, undefined],
    [
      'unsigned weights with one zero',
      unsignedWeight('w', 1),
      oneStep,
      makeTensor('z', [], Uint8Array.of(131)),
    ],
    ['unsigned weights with a zero for each column', unsignedWeight('w', 1), manySteps, zerosOfColumns],
  ])('keeps what the weights stand for: %s', async (_what, weight, steps, zeros) => {
    const model = productModel(product(zeros === undefined ? '' : 'z'), [
      weight,
      steps,
      ...(zeros === undefined ? [] : [zeros]),
    ]);
    const result = packIntegerProducts.apply(model);
    if (result.kind !== 'edited') throw new Error(result.reason);
    expect(result.facts).toEqual({ packedProducts: 1 });
    expect(result.parts.model.graph.nodes.map(({ opType }) => opType)).toEqual(['MatMulNBits']);
    const wanted = exact(weight, steps, zeros);
    const found = await run(result.parts.model);
    const largest = Math.max(...wanted.map(Math.abs));
    const apart = found.map((value, place) => Math.abs(value - wanted[place]!));
    expect(Math.max(...apart)).toBeLessThan(largest / 50);
  });

  it.each([
    ['no such product', [makeNode('Relu', ['x'], ['y'])]],
    ['a product whose integers something else reads', [...product(''), makeNode('Neg', ['i'], ['other'])]],
    [
      'a product that is not measured',
      [
        makeNode('QuantizeLinear', ['x', 'steps'], ['q']),
        makeNode('MatMulInteger', ['q', 'w'], ['i']),
        makeNode('Cast', ['i'], ['y'], { to: 1n }),
      ],
    ],
  ])('leaves a graph alone with %s', (_what, nodes) => {
    expect(packIntegerProducts.apply(productModel(nodes, [signedWeight, oneStep]))).toEqual({
      kind: 'unknown-layout',
      reason: 'It has no products of integers with constant weights.',
    });
  });
});
