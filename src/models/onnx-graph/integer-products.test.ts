import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import {
  NONE,
  PRODUCT_WIDTH,
  branch,
  choice,
  floatWeight,
  integerProduct,
  productModel,
  unsignedWeight,
} from './fixtures/integer-products.ts';
import { noise } from './fixtures/noise.ts';
import { makeEncoderDynamic } from './make-encoder-dynamic.ts';
import { makeNode, makeTensor } from './build-model.ts';
import { visitNodes } from './map-graphs.ts';
import { DATA_TYPE, type OnnxModel } from './model.ts';
import { chainEdits, type OnnxEdit } from './onnx-edit.ts';
import { quantiseMatMuls } from './quantise-mat-muls.ts';
import { signInt8Weights } from './sign-int8-weights.ts';
import { writeOnnxModel } from './wire-format.ts';

const edit = (by: OnnxEdit, model: OnnxModel): OnnxModel => {
  const result = by.apply(model);
  if (result.kind !== 'edited') throw new Error(result.reason);
  return result.parts.model;
};

async function run(model: OnnxModel, sign = 1): Promise<Float32Array> {
  const session = await InferenceSession.create(writeOnnxModel(model), { logSeverityLevel: 3 });
  const values = noise(5 * PRODUCT_WIDTH, 9).map((value) => sign * Math.abs(value));
  const { y } = await session.run({ x: new Tensor('float32', values, [5, PRODUCT_WIDTH]) });
  await session.release();
  return y?.data as Float32Array;
}

const greatest = (values: Float32Array): number => Math.max(...values.map(Math.abs));

const apart = (first: Float32Array, second: Float32Array): number =>
  greatest(first.map((value, place) => value - (second[place] ?? NaN)));

const columnOf = (values: Float32Array, wanted: number) =>
  values.filter((_value, place) => place % PRODUCT_WIDTH === wanted);

const zero = (name: string, value: number) => makeTensor(name, [], Uint8Array.of(value));

/** Data types of what the integer products take as weights and their zero points. */
function weightTypes(model: OnnxModel): readonly (readonly (number | undefined)[])[] {
  const types: (number | undefined)[][] = [];
  visitNodes(model.graph, ({ opType, inputs }, scope) => {
    if (opType !== 'MatMulInteger') return;
    types.push([scope.get(inputs[1] ?? '')?.dataType, scope.get(inputs[3] ?? '')?.dataType]);
  });
  return types;
}

const SIGNED = [DATA_TYPE.int8, DATA_TYPE.int8];
const UNSIGNED = [DATA_TYPE.uint8, DATA_TYPE.uint8];

describe('signing 8-bit weights', () => {
  it.each([
    ['a zero point for all', zero('z', 131)],
    [
      'one for each column',
      makeTensor(
        'z',
        [PRODUCT_WIDTH],
        Uint8Array.from({ length: PRODUCT_WIDTH }, (_value, n) => 100 + n),
      ),
    ],
  ])('gives the same products to the bit with %s', async (_what, weightZero) => {
    const model = productModel(integerProduct('x', 'w', 'z', 'y'), [unsignedWeight('w', 1), weightZero]);
    const signed = edit(signInt8Weights, model);
    expect(weightTypes(signed)).toEqual([SIGNED]);
    expect(signed.graph.initializers.map(({ name }) => name)).not.toContain('z');
    expect(await run(signed)).toEqual(await run(model));
  });

  it('counts weights without a zero point from zero', async () => {
    const model = productModel(integerProduct('x', 'w', '', 'y'), [unsignedWeight('w', 1)]);
    const signed = edit(signInt8Weights, model);
    expect(weightTypes(signed)).toEqual([SIGNED]);
    expect(await run(signed)).toEqual(await run(model));
  });

  it('reads weights and zero points that are not raw', async () => {
    const list = (raw: ReturnType<typeof zero>) => {
      const { rawData, ...rest } = raw;
      return { ...rest, int32Data: Array.from(rawData ?? []) };
    };
    const model = productModel(integerProduct('x', 'w', 'z', 'y'), [
      list(unsignedWeight('w', 1)),
      list(zero('z', 120)),
    ]);
    expect(await run(edit(signInt8Weights, model))).toEqual(await run(model));
  });

  it('signs weights inside branches, whose names may be used twice', async () => {
    const model = productModel(
      choice(
        branch('yes', integerProduct('x', 'w', 'z', 'yes'), [unsignedWeight('w', 1), zero('z', 120)]),
        branch('no', integerProduct('x', 'w', 'z', 'no'), [unsignedWeight('w', 2), zero('z', 140)]),
      ),
      [NONE],
    );
    const signed = edit(signInt8Weights, model);
    expect(weightTypes(signed)).toEqual([SIGNED, SIGNED]);
    expect(await run(signed)).toEqual(await run(model));
    expect(await run(signed, -1)).toEqual(await run(model, -1));
  });

  it('signs weights outside that branches share', async () => {
    const model = productModel(
      choice(
        branch('yes', integerProduct('x', 'w', 'z', 'yes')),
        branch('no', [...integerProduct('x', 'w', 'z', 'half'), makeNode('Neg', ['half'], ['no'])]),
      ),
      [NONE, unsignedWeight('w', 1), zero('z', 120)],
    );
    const signed = edit(signInt8Weights, model);
    expect(weightTypes(signed)).toEqual([SIGNED, SIGNED]);
    expect(await run(signed)).toEqual(await run(model));
    expect(await run(signed, -1)).toEqual(await run(model, -1));
  });

  it('keeps a zero point unsigned for weights that have to stay so', async () => {
    const look = [makeNode('Cast', ['w2'], ['seen'], { to: 1n }), makeNode('Add', ['b', 'seen_row'], ['y'])];
    const model = productModel(
      [
        ...integerProduct('x', 'w1', 'z', 'a'),
        ...integerProduct('a', 'w2', 'z', 'b'),
        ...look.slice(0, 1),
        makeNode('ReduceMax', ['seen'], ['seen_row'], { keepdims: 0n }),
        ...look.slice(1),
      ],
      [unsignedWeight('w1', 1), unsignedWeight('w2', 2), zero('z', 120)],
    );
    const signed = edit(signInt8Weights, model);
    expect(weightTypes(signed)).toEqual([SIGNED, UNSIGNED]);
    expect(await run(signed)).toEqual(await run(model));
  });

  it.each([
    ['products of floats', productModel([makeNode('MatMul', ['x', 'w'], ['y'])], [floatWeight('w', 1)])],
    [
      'a zero point that is computed',
      productModel(
        [makeNode('Identity', ['z0'], ['z']), ...integerProduct('x', 'w', 'z', 'y')],
        [unsignedWeight('w', 1), zero('z0', 120)],
      ),
    ],
    [
      'weights that are given out',
      productModel(integerProduct('x', 'w', 'z', 'y'), [unsignedWeight('w', 1), zero('z', 120)], {
        outputs: [{ name: 'y' }, { name: 'w' }],
      }),
    ],
    [
      'weights on the other side',
      productModel(
        [
          makeNode('MatMulInteger', ['w', 'w', 'z', 'z'], ['i']),
          makeNode('Cast', ['i'], ['f'], { to: 1n }),
          makeNode('MatMul', ['x', 'f'], ['y']),
        ],
        [unsignedWeight('w', 1), zero('z', 120)],
      ),
    ],
  ])('refuses a graph with %s', (_what, model) => {
    expect(signInt8Weights.apply(model)).toEqual({
      kind: 'unknown-layout',
      reason: 'It has no products with unsigned 8-bit weights.',
    });
  });
});

describe('quantising products', () => {
  it('stays close to the product of floats', async () => {
    const model = productModel([makeNode('MatMul', ['x', 'w'], ['y'])], [floatWeight('w', 1)]);
    const quantised = edit(quantiseMatMuls, model);
    expect(quantised.graph.nodes.map(({ opType }) => opType)).not.toContain('MatMul');
    expect(quantised.graph.initializers.map(({ name }) => name)).not.toContain('w');
    const exact = await run(model);
    const close = await run(quantised);
    expect(apart(exact, close)).toBeGreaterThan(0);
    expect(apart(exact, close)).toBeLessThan(greatest(exact) / 50);
  });

  it('gives each column its own steps', async () => {
    const weight = noise(PRODUCT_WIDTH * PRODUCT_WIDTH, 1).map((value, place) => {
      const column = place % PRODUCT_WIDTH;
      return column === 3 ? 0 : value * (column === 0 ? 1000 : 0.001);
    });
    const model = productModel(
      [makeNode('MatMul', ['x', 'w'], ['y'])],
      [makeTensor('w', [PRODUCT_WIDTH, PRODUCT_WIDTH], weight)],
    );
    const exact = await run(model);
    const close = await run(edit(quantiseMatMuls, model));
    for (const wanted of [0, 1, 2, 3]) {
      const own = columnOf(exact, wanted);
      expect(apart(own, columnOf(close, wanted))).toBeLessThanOrEqual(greatest(own) / 20);
    }
  });

  it('measures a tensor once that several products take, and in each branch', async () => {
    const products = [makeNode('MatMul', ['x', 'w1'], ['a']), makeNode('MatMul', ['x', 'w2'], ['b'])];
    const model = productModel(
      [
        makeNode('MatMul', ['x', 'w1'], ['top']),
        ...choice(
          branch('yes', [...products, makeNode('Sum', ['a', 'b', 'top'], ['yes'])], [floatWeight('w2', 4)]),
          branch('no', [...products, makeNode('Sub', ['a', 'b'], ['no'])], [floatWeight('w2', 5)]),
        ),
      ],
      [NONE, floatWeight('w1', 1)],
    );
    const quantised = edit(quantiseMatMuls, model);
    let measured = 0;
    visitNodes(quantised.graph, ({ opType }) => {
      if (opType === 'QuantizeLinear') measured += 1;
    });
    expect(measured).toBe(3);
    for (const sign of [1, -1]) {
      const exact = await run(model, sign);
      expect(apart(exact, await run(quantised, sign))).toBeLessThan(greatest(exact) / 20);
    }
  });

  it('leaves a matrix in place that something else uses too', async () => {
    const model = productModel(
      [
        makeNode('MatMul', ['x', 'w'], ['p']),
        makeNode('ReduceMax', ['w'], ['m'], { keepdims: 0n }),
        makeNode('Add', ['p', 'm'], ['y']),
      ],
      [floatWeight('w', 1)],
    );
    const quantised = edit(quantiseMatMuls, model);
    expect(quantised.graph.initializers.map(({ name }) => name)).toContain('w');
    const exact = await run(model);
    expect(apart(exact, await run(quantised))).toBeLessThan(greatest(exact) / 50);
  });

  it('refuses a graph without such products', () => {
    const model = productModel([makeNode('Relu', ['x'], ['y'])], []);
    expect(quantiseMatMuls.apply(model)).toEqual({
      kind: 'unknown-layout',
      reason: 'It has no products with constant matrices.',
    });
  });
});

describe('a chain of edits', () => {
  it('passes over an edit that does not fit and says so', async () => {
    const model = productModel(integerProduct('x', 'w', 'z', 'y'), [unsignedWeight('w', 1), zero('z', 120)]);
    const chain = chainEdits([makeEncoderDynamic, signInt8Weights]);
    const result = chain.apply(model);
    expect(result).toMatchObject({
      kind: 'edited',
      facts: { signedWeights: 1, skipped: 'dynamic-encoder: It has 0 inputs of three dimensions, not one.' },
    });
    expect(chain.name).toBe('dynamic-encoder+signed-int8');
  });

  it('refuses when no edit fits, with all the reasons', () => {
    const model = productModel([makeNode('Relu', ['x'], ['y'])], []);
    expect(chainEdits([signInt8Weights, quantiseMatMuls]).apply(model)).toEqual({
      kind: 'unknown-layout',
      reason:
        'signed-int8: It has no products with unsigned 8-bit weights. ' +
        'quantised: It has no products with constant matrices.',
    });
  });
});
