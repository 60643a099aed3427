import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { fillSkeleton } from '../../../tools/speech-models/index.ts';
import { makeGraph, makeIntegers, makeModel, makeNode, makeValueInfo } from './build-model.ts';
import { fixBatch } from './fix-batch.ts';
import { decoderFeeds } from './fixtures/decoder-feeds.ts';
import { noise } from './fixtures/noise.ts';
import { visitNodes } from './map-graphs.ts';
import { DATA_TYPE, type OnnxModel } from './model.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

function fixed(model: OnnxModel): OnnxModel {
  const result = fixBatch.apply(model);
  if (result.kind !== 'edited') throw new Error(result.reason);
  return result.parts.model;
}

const open = async (model: OnnxModel): Promise<InferenceSession> =>
  await InferenceSession.create(writeOnnxModel(model), { logSeverityLevel: 3 });

function countNodes(model: OnnxModel): number {
  let count = 0;
  visitNodes(model.graph, () => (count += 1));
  return count;
}

describe('the decoders that exporters made', () => {
  it.each([
    'whisper-mini-hub/decoder_model_merged.onnx',
    'whisper-mini-hub/decoder_model_merged_quantized.onnx',
    'whisper-mini-timestamped/decoder_model_merged.onnx',
    'whisper-mini-raw/decoder_model_merged.onnx',
    'whisper-mini-2023/decoder_model_merged.onnx',
    'whisper-mini-2023/decoder_model_merged_quantized.onnx',
    'whisper-mini-latest/decoder_model_merged.onnx',
  ])('give the same with less work: %s', async (name) => {
    const model = readOnnxModel(await fillSkeleton(name));
    const quick = fixed(model);
    expect(countNodes(quick)).toBeLessThan(countNodes(model));
    const [before, after] = [await open(model), await open(quick)];
    expect(after.inputNames).toEqual(before.inputNames);
    expect(after.outputNames).toEqual(before.outputNames);
    for (const isCached of [false, true]) {
      const feeds = decoderFeeds(before.inputNames, isCached);
      const [expected, found] = [await before.run(feeds), await after.run(feeds)];
      for (const output of before.outputNames) {
        expect(found[output]?.dims).toEqual(expected[output]?.dims);
        const values = found[output]?.data as Float32Array;
        const wanted = expected[output]?.data as Float32Array;
        expect(wanted.every((value, n) => Math.abs(value - values[n]!) < 1e-4)).toBe(true);
      }
    }
  });
});

/** [batch, length, 6] as [batch, `parts`…]. */
function reshaping(parts: readonly string[]): OnnxModel {
  const graph = makeGraph({
    name: 'reshaping',
    nodes: [
      makeNode('Shape', ['x'], ['shape']),
      makeNode('Gather', ['shape', 'zero'], ['batchSize']),
      makeNode('Gather', ['shape', 'one'], ['lengthSize']),
      makeNode('Unsqueeze', ['batchSize', 'first'], ['batch']),
      makeNode('Unsqueeze', ['lengthSize', 'first'], ['length']),
      makeNode('Concat', parts, ['wanted'], { axis: 0n }),
      makeNode('Reshape', ['x', 'wanted'], ['y']),
    ],
    initializers: [
      { ...makeIntegers('zero', [0]), dims: [] },
      { ...makeIntegers('one', [1]), dims: [] },
      makeIntegers('first', [0]),
      makeIntegers('rest', [-1]),
      makeIntegers('two', [2]),
      makeIntegers('three', [3]),
    ],
    inputs: [makeValueInfo('x', DATA_TYPE.float, ['batch', 'length', 6])],
    outputs: [makeValueInfo('y', DATA_TYPE.float)],
  });
  return makeModel(graph, 13);
}

it.each([
  ['one open size', ['batch', 'length', 'two', 'three'], [1, 5, 2, 3]],
  ['a rest', ['batch', 'rest', 'two'], [1, 15, 2]],
])('settles a shape with %s', async (_name, parts, dims) => {
  const quick = fixed(reshaping(parts));
  expect(countNodes(quick)).toBe(1);
  const session = await open(quick);
  const { y } = await session.run({ x: new Tensor('float32', noise(30, 1), [1, 5, 6]) });
  expect(y?.dims).toEqual(dims);
});

it('leaves a shape alone that has two open sizes', () => {
  const model = reshaping(['length', 'rest']);
  expect(fixBatch.apply(model)).toEqual({ kind: 'edited', parts: { model }, facts: { fixedShapes: 0 } });
});
