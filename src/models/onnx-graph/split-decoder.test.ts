import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { fillSkeleton } from '../../../tools/speech-models/index.ts';
import { makeNode } from './build-model.ts';
import { decoderFeeds } from './fixtures/decoder-feeds.ts';
import { editPart } from './onnx-edit.ts';
import { packIntegerProducts } from './pack-integer-products.ts';
import { splitDecoder } from './split-decoder.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

const HEADS = 2;

type Values = Readonly<Record<string, Tensor>>;

async function run(bytes: Uint8Array, values: Values): Promise<Values> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const feeds = session.inputNames.map((name) => [name, values[name]] as const);
  const results = await session.run(Object.fromEntries(feeds) as Values);
  await session.release();
  return results;
}

const floats = (values: Values, name: string): Float32Array => values[name]?.data as Float32Array;

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value * value, 0);

/** Root mean square of the differences, as a share of the values. */
function share(first: Float32Array, second: Float32Array): number {
  expect(second.length).toBe(first.length);
  return Math.sqrt(sum(first.map((value, place) => value - (second[place] ?? NaN))) / sum(first));
}

async function parts(name: string, packs: boolean) {
  const original = await fillSkeleton(name);
  const edit = editPart<'sound' | 'text'>(splitDecoder(HEADS), 'text', packs ? [packIntegerProducts] : []);
  const result = edit.apply(readOnnxModel(original));
  if (result.kind !== 'edited') throw new Error(result.reason);
  const { sound, text } = result.parts;
  return { original, facts: result.facts, sound: writeOnnxModel(sound), text: writeOnnxModel(text) };
}

describe('the decoders that exporters made, in two parts', () => {
  it.each([
    ['whisper-mini-hub/decoder_model_merged.onnx', false, 1e-5],
    ['whisper-mini-raw/decoder_model_merged.onnx', false, 1e-5],
    ['whisper-mini-2023/decoder_model_merged.onnx', false, 1e-5],
    ['whisper-mini-latest/decoder_model_merged.onnx', false, 1e-5],
    // Rounded in other places, and no coarser.
    ['whisper-mini-hub/decoder_model_merged_quantized.onnx', true, 0.05],
    ['whisper-mini-2023/decoder_model_merged_quantized.onnx', true, 0.05],
  ])('write as in one: %s', async (name, packs, limit) => {
    const { original, facts, sound, text } = await parts(name, packs);
    expect(facts).toMatchObject({ attentions: expect.any(Number) });
    const { inputNames } = await InferenceSession.create(original, { logSeverityLevel: 3 });

    const prompt = decoderFeeds(inputNames, false);
    const expected = await run(original, prompt);
    const heard = await run(sound, prompt);
    const written = await run(text, { ...prompt, ...heard });
    for (const key of Object.keys(expected)) {
      const isOfSound = key.includes('.encoder.');
      const own = isOfSound ? floats(heard, key.replace('present', 'past_key_values')) : floats(written, key);
      expect({ key, isNear: share(floats(expected, key), own) < limit }).toEqual({ key, isNear: true });
    }

    const step = decoderFeeds(inputNames, true);
    const next = await run(original, step);
    const own = await run(text, step);
    for (const key of Object.keys(own)) {
      const isNear = share(floats(next, key), floats(own, key)) < limit;
      expect({ key, isNear }).toEqual({ key, isNear: true });
    }
  });

  it('need their weights once', async () => {
    const { original, sound, text } = await parts('whisper-mini-raw/decoder_model_merged.onnx', false);
    expect(sound.length + text.length).toBeLessThan(original.length);
  });
});

it('leaves a decoder in one piece that shows where it looks', async () => {
  const original = await fillSkeleton('whisper-mini-timestamped/decoder_model_merged.onnx');
  expect(splitDecoder(HEADS).apply(readOnnxModel(original))).toMatchObject({
    kind: 'unknown-layout',
    reason: expect.stringContaining('It also gives cross_attentions.0'),
  });
});

it('leaves a model in one piece that has no branches', async () => {
  const original = await fillSkeleton('whisper-mini-hub/encoder_model.onnx');
  expect(splitDecoder(HEADS).apply(readOnnxModel(original))).toMatchObject({ kind: 'unknown-layout' });
});

it('leaves a decoder in one piece whose attention it cannot read', async () => {
  const model = readOnnxModel(await fillSkeleton('whisper-mini-hub/decoder_model_merged.onnx'));
  const blur = (text: typeof model.graph): typeof model.graph => ({
    ...text,
    nodes: text.nodes.flatMap((node) =>
      node.opType === 'Softmax'
        ? [
            { ...node, outputs: [`${node.outputs[0]}_sharp`] },
            makeNode('Identity', [`${node.outputs[0]}_sharp`], node.outputs),
          ]
        : [node],
    ),
  });
  const graph = {
    ...model.graph,
    nodes: model.graph.nodes.map((node) => ({
      ...node,
      attributes: node.attributes.map((attribute) =>
        attribute.graph === undefined ? attribute : { ...attribute, graph: blur(attribute.graph) },
      ),
    })),
  };
  expect(splitDecoder(HEADS).apply({ ...model, graph })).toEqual({
    kind: 'unknown-layout',
    reason: 'Not all of its layers look back at the text in a known form.',
  });
});
