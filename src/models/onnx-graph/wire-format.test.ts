import { readFile } from 'node:fs/promises';
import { array, assert, asyncProperty, boolean, float, string } from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { doublingModel } from '../fixtures/doubling-model.ts';
import { makeGraph, makeIntegers, makeModel, makeNode, makeTensor, makeValueInfo } from './build-model.ts';
import { DATA_TYPE } from './model.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

const run = async (bytes: Uint8Array, values: readonly number[]): Promise<readonly number[]> => {
  const session = await InferenceSession.create(bytes);
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.from(values), [values.length]) });
  await session.release();
  return Array.from((y?.data ?? []) as Float32Array);
};

const file = (path: string): Promise<Buffer> =>
  readFile(new URL(`../../../loopback/models/${path}`, import.meta.url));

describe('reading and writing an ONNX file', () => {
  it('reads names, types and shapes', () => {
    const model = readOnnxModel(doublingModel());
    expect(model).toMatchObject({ irVersion: 8, opsets: [{ domain: '', version: 13 }] });
    expect(model.graph.nodes).toMatchObject([
      { opType: 'Add', inputs: ['x', 'x'], outputs: ['y'], attributes: [] },
    ]);
    expect(model.graph.inputs).toEqual([
      { name: 'x', type: { tensor: { elementType: DATA_TYPE.float, shape: { dims: [{ symbol: 'n' }] } } } },
    ]);
  });

  it.each([
    'en_US-everyday-low.onnx',
    'whisper-everyday/onnx/encoder_model.onnx',
    'whisper-everyday/onnx/decoder_model_merged.onnx',
  ])('keeps all of %s', async (path) => {
    const model = readOnnxModel(await file(path));
    const again = readOnnxModel(writeOnnxModel(model));
    expect(again).toEqual(model);
    expect(model.graph.nodes.length).toBeGreaterThan(0);
  });

  it('does not copy the values of tensors', async () => {
    const bytes = await file('whisper-everyday/onnx/encoder_model.onnx');
    const { initializers } = readOnnxModel(bytes).graph;
    expect(new Set(initializers.map(({ rawData }) => rawData?.buffer))).toEqual(new Set([bytes.buffer]));
  });

  it('keeps integers of 64 bits', () => {
    const extremes = [2n ** 63n - 1n, -(2n ** 63n), -1n, 0n, 2n ** 53n + 1n];
    const tensor = { ...makeIntegers('t', []), dims: [5], int64Data: extremes, uint64Data: [2n ** 64n - 1n] };
    const node = makeNode('Any', ['x'], ['y'], { one: extremes[1] ?? 0n, many: extremes });
    const graph = makeGraph({ name: 'g', nodes: [node], initializers: [tensor], inputs: [], outputs: [] });
    const read = readOnnxModel(writeOnnxModel(makeModel(graph))).graph;
    expect(read.initializers[0]).toMatchObject({ int64Data: extremes, uint64Data: [2n ** 64n - 1n] });
    expect(read.nodes[0]?.attributes).toMatchObject([{ int: -(2n ** 63n) }, { ints: extremes }]);
  });

  it('carries along fields that it does not know, at every depth', () => {
    const unknownFields = [Uint8Array.of(0xa2, 0x06, 2, 7, 9), Uint8Array.of(0xa8, 0x06, 5)];
    const plain = readOnnxModel(doublingModel());
    const [node] = plain.graph.nodes;
    const [input] = plain.graph.inputs;
    if (node === undefined || input === undefined) throw new Error('The fixture is empty.');
    const marked = {
      ...plain,
      unknownFields,
      graph: {
        ...plain.graph,
        unknownFields,
        nodes: [{ ...node, unknownFields }],
        inputs: [{ ...input, unknownFields }],
      },
    };
    const again = readOnnxModel(writeOnnxModel(marked));
    const found = [again, again.graph, again.graph.nodes[0], again.graph.inputs[0]];
    for (const part of found) {
      expect(part?.unknownFields?.map((field) => [...field])).toEqual(
        unknownFields.map((field) => [...field]),
      );
    }
  });

  it('writes a model that runs as the one that was read, whatever is in it', async () => {
    const finite = float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
    await assert(
      asyncProperty(
        array(finite, { minLength: 1, maxLength: 6 }),
        boolean(),
        string({ minLength: 1, unit: 'grapheme' }),
        async (values, isConstant, name) => {
          const tensor = makeTensor(`w ${name}`, [values.length], Float32Array.from(values));
          const nodes = [
            ...(isConstant ? [makeNode('Constant', [], [tensor.name], { value: tensor })] : []),
            makeNode('Mul', ['x', tensor.name], ['m']),
            makeNode('LeakyRelu', ['m'], ['y'], { alpha: 0.25 }),
          ];
          const graph = makeGraph({
            name,
            nodes,
            initializers: isConstant ? [] : [tensor],
            inputs: [makeValueInfo('x', DATA_TYPE.float, ['n'])],
            outputs: [makeValueInfo('y', DATA_TYPE.float, ['n'])],
          });
          const first = writeOnnxModel(makeModel(graph));
          const second = writeOnnxModel(readOnnxModel(first));
          expect(second).toEqual(first);
          const expected = values.map((value) => {
            const product = Math.fround(Math.fround(value) * 3);
            return product < 0 ? Math.fround(product * 0.25) : product;
          });
          expect(
            await run(
              second,
              values.map(() => 3),
            ),
          ).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a page', Buffer.from('<!doctype html><title>Not found</title>')],
    ['a pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n')],
    ['half a file', doublingModel().subarray(0, 40)],
  ])('refuses %s', (_name, bytes) => {
    expect(() => readOnnxModel(bytes)).toThrow(expect.objectContaining({ code: 'MODEL_FILE_INVALID' }));
  });
});
