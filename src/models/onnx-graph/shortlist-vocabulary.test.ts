import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { fillSkeleton } from '../../../tools/speech-models/index.ts';
import { cpuFeatures } from '../cpu-features.ts';
import { makeGraph, makeModel, makeNode, makeTensor, makeValueInfo } from './build-model.ts';
import { decoderFeeds } from './fixtures/decoder-feeds.ts';
import { noise } from './fixtures/noise.ts';
import { DATA_TYPE, type OnnxModel } from './model.ts';
import { shortlistVocabulary } from './shortlist-vocabulary.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

type Values = Readonly<Record<string, Tensor>>;

const { hasAvx512Vnni, hasAvxVnni } = await cpuFeatures();
/** Elsewhere the runtime may round the 8-bit products in another way. */
const isExact = hasAvx512Vnni || hasAvxVnni;

async function open(bytes: Uint8Array): Promise<InferenceSession> {
  return await InferenceSession.create(bytes, { logSeverityLevel: 3 });
}

function edited(model: OnnxModel) {
  const result = shortlistVocabulary.apply(model);
  if (result.kind !== 'edited') throw new Error(result.reason);
  return { bytes: writeOnnxModel(result.parts.model), facts: result.facts };
}

const floats = (tensor: Tensor | undefined): Float32Array => tensor?.data as Float32Array;

/** The places of the largest values, largest first. */
const best = (row: Float32Array, count: number): readonly number[] =>
  [...row.keys()].toSorted((one, other) => row[other]! - row[one]!).slice(0, count);

describe('the decoders that exporters made', () => {
  it.each([
    'whisper-mini-hub/decoder_model_merged.onnx',
    'whisper-mini-hub/decoder_model_merged_quantized.onnx',
    'whisper-mini-timestamped/decoder_model_merged.onnx',
    'whisper-mini-raw/decoder_model_merged.onnx',
    'whisper-mini-2023/decoder_model_merged.onnx',
    'whisper-mini-latest/decoder_model_merged.onnx',
  ])('choose the same words: %s', async (name) => {
    const original = await fillSkeleton(name);
    const { bytes, facts } = edited(readOnnxModel(original));
    expect(facts).toEqual({ shortlists: 2 });
    const [before, after] = [await open(original), await open(bytes)];
    expect(after.inputNames).toEqual(before.inputNames);
    expect(after.outputNames).toEqual(before.outputNames);
    for (const isCached of [false, true]) {
      const inputs = decoderFeeds(before.inputNames, isCached);
      const [expected, found] = [await before.run(inputs), await after.run(inputs)];
      for (const output of before.outputNames) {
        expect(found[output]?.dims).toEqual(expected[output]?.dims);
        if (output !== 'logits') expect(found[output]?.data).toEqual(expected[output]?.data);
      }
      const words = expected['logits']!.dims[2]!;
      for (let at = 0; at < floats(expected['logits']).length; at += words) {
        const row = floats(expected['logits']).subarray(at, at + words);
        const ours = floats(found['logits']).subarray(at, at + words);
        const spread = Math.max(...row) - Math.min(...row);
        const likeliest = best(row, 32);
        if (isExact) expect(best(ours, 32)).toEqual(likeliest);
        for (const word of likeliest) expect(Math.abs(ours[word]! - row[word]!)).toBeLessThan(1e-4 * spread);
        expect(row.every((value, word) => Math.abs(value - ours[word]!) < 0.02 * spread)).toBe(true);
      }
    }
  });

  it('stay as they are when their words are products of integers already', async () => {
    const model = readOnnxModel(await fillSkeleton('whisper-mini-2023/decoder_model_merged_quantized.onnx'));
    expect(shortlistVocabulary.apply(model)).toMatchObject({
      kind: 'unknown-layout',
      reason: expect.stringContaining('table of words'),
    });
  });
});

function smallModel(words: number, width: number, opset: number, output = 'logits'): OnnxModel {
  const graph = makeGraph({
    name: 'words',
    nodes: [
      makeNode('Transpose', ['table'], ['matrix'], { perm: [1n, 0n] }),
      makeNode('MatMul', ['state', 'matrix'], [output]),
    ],
    initializers: [makeTensor('table', [words, width], noise(words * width, 9))],
    inputs: [makeValueInfo('state', DATA_TYPE.float, [1, 'length', width])],
    outputs: [makeValueInfo(output, DATA_TYPE.float, [1, 'length', words])],
  });
  return makeModel(graph, opset);
}

it.each([11, 13, 18])('works in operator set %i, and in a graph without branches', async (opset) => {
  const model = smallModel(2000, 32, opset);
  const state = { state: new Tensor('float32', noise(2 * 32, 5), [1, 2, 32]) };
  const expected = await (await open(writeOnnxModel(model))).run(state);
  const found = await (await open(edited(model).bytes)).run(state);
  for (const row of [0, 1]) {
    const part = ({ logits }: Values): Float32Array => floats(logits).subarray(row * 2000, (row + 1) * 2000);
    expect(best(part(found), 8)).toEqual(best(part(expected), 8));
  }
});

it.each([
  ['few words', smallModel(1000, 32, 17), 'table of words'],
  ['rows that fit into no blocks', smallModel(2000, 30, 17), 'table of words'],
  ['an old operator set', smallModel(2000, 32, 10), 'too old'],
  ['another output', smallModel(2000, 32, 17, 'scores'), '"logits"'],
])('leaves a model with %s alone', (_name, model, complaint) => {
  expect(shortlistVocabulary.apply(model)).toEqual({
    kind: 'unknown-layout',
    reason: expect.stringContaining(complaint),
  });
});
