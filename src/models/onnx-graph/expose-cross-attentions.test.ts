import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { fillSkeleton } from '../../../tools/speech-models/index.ts';
import { exposeCrossAttentions } from './expose-cross-attentions.ts';
import { noise } from './fixtures/noise.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

type Values = Readonly<Record<string, Tensor>>;

const LAYERS = 2;
const HEADS = 2;
const POSITIONS = 50;

const integers = (values: readonly number[], dims: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), dims);

const sizeOf = (
  model: OnnxModel,
): { readonly width: number; readonly heads: number; readonly rest: number } => {
  const dims = (name: string): readonly number[] =>
    model.graph.inputs
      .find((input) => input.name === name)
      ?.type?.tensor?.shape?.dims.map(({ value }) => value ?? 0) ?? [];
  const [, heads = 0, , rest = 0] = dims('past_key_values.0.encoder.key');
  return { width: heads * rest, heads, rest };
};

/** Reads three tokens at once, then a fourth with what was kept. */
async function decode(model: OnnxModel): Promise<readonly [Values, Values]> {
  const session = await InferenceSession.create(writeOnnxModel(model), { logSeverityLevel: 3 });
  const { width, heads, rest } = sizeOf(model);
  const empty = new Tensor('float32', new Float32Array(0), [1, heads, 0, rest]);
  const sound = new Tensor('float32', noise(POSITIONS * width, 3), [1, POSITIONS, width]);
  const run = (tokens: readonly number[], past: Values): Promise<Values> => {
    const feeds: Record<string, Tensor> = {
      input_ids: integers(tokens, [1, tokens.length]),
      encoder_hidden_states: sound,
      use_cache_branch: new Tensor('bool', [past['logits'] !== undefined], [1]),
      cache_position: integers(tokens, [tokens.length]),
    };
    for (const name of session.inputNames) {
      const kept = past[name.replace('past_key_values', 'present')];
      if (name.startsWith('past_key_values')) feeds[name] = kept ?? empty;
    }
    return session.run(Object.fromEntries(session.inputNames.map((name) => [name, feeds[name] as Tensor])));
  };
  const first = await run([5, 9, 11], {});
  const second = await run([7], first);
  await session.release();
  return [first, second];
}

const attentionsOf = (values: Values): readonly Tensor[] =>
  Array.from({ length: LAYERS }, (_layer, number) => {
    const tensor = values[`cross_attentions.${number}`];
    if (tensor === undefined) throw new Error(`There is no attention of layer ${number}.`);
    return tensor;
  });

const edited = (model: OnnxModel): OnnxModel => {
  const result = exposeCrossAttentions.apply(model);
  if (result.kind !== 'edited') throw new Error(result.reason);
  return result.parts.model;
};

const isKept = (name: string): boolean => !name.startsWith('cross_attentions.');

const strip = (branch: OnnxGraph, names: readonly string[]): OnnxGraph => ({
  ...branch,
  outputs: branch.outputs.filter((_output, place) => isKept(names[place] ?? '')),
});

/** Takes the outputs away that a timestamped export has. */
function withoutAttentions(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const nodes = graph.nodes.map((node): OnnxNode =>
    node.opType === 'If'
      ? {
          ...node,
          outputs: node.outputs.filter(isKept),
          attributes: node.attributes.map((attribute) => ({
            ...attribute,
            ...(attribute.graph && { graph: strip(attribute.graph, node.outputs) }),
          })),
        }
      : node,
  );
  return { ...model, graph: { ...graph, nodes, outputs: graph.outputs.filter(({ name }) => isKept(name)) } };
}

describe('giving out the attention to the sound', () => {
  it('gives what an export with timestamps gives', async () => {
    const timestamped = readOnnxModel(
      await fillSkeleton('whisper-mini-timestamped/decoder_model_merged.onnx'),
    );
    const plain = withoutAttentions(timestamped);
    expect(plain.graph.outputs.length).toBe(timestamped.graph.outputs.length - LAYERS);
    const expected = await decode(timestamped);
    const found = await decode(edited(plain));
    for (const step of [0, 1] as const) {
      const [own, theirs] = [attentionsOf(found[step]), attentionsOf(expected[step])];
      expect(own.map(({ dims }) => dims)).toEqual(theirs.map(({ dims }) => dims));
      expect(own.map(({ data }) => data)).toEqual(theirs.map(({ data }) => data));
    }
  });

  it.each([
    'whisper-mini-hub/decoder_model_merged.onnx',
    'whisper-mini-hub/decoder_model_merged_quantized.onnx',
    'whisper-mini-raw/decoder_model_merged.onnx',
    'whisper-mini-2023/decoder_model_merged.onnx',
    'whisper-mini-2023/decoder_model_merged_quantized.onnx',
    'whisper-mini-latest/decoder_model_merged.onnx',
    'whisper-everyday',
  ])('weighs the positions for each token and changes nothing else: %s', async (name) => {
    const everyday = '../../../loopback/models/whisper-everyday/onnx/decoder_model_merged.onnx';
    const bytes =
      name === 'whisper-everyday'
        ? await readFile(new URL(everyday, import.meta.url))
        : await fillSkeleton(name);
    const model = readOnnxModel(bytes);
    const { heads } = sizeOf(model);
    const expected = await decode(model);
    const found = await decode(edited(model));
    for (const [step, tokens] of [3, 1].entries()) {
      expect(found[step]?.['logits']?.data).toEqual(expected[step]?.['logits']?.data);
      for (const attention of attentionsOf(found[step] ?? {})) {
        expect(attention.dims).toEqual([1, heads, tokens, POSITIONS]);
        const weights = Array.from(attention.data as Float32Array);
        for (let row = 0; row < heads * tokens; row += 1) {
          const own = weights.slice(row * POSITIONS, (row + 1) * POSITIONS);
          expect(own.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 4);
        }
      }
    }
  });

  it('leaves a decoder as it is that gives them out already', async () => {
    const model = readOnnxModel(await fillSkeleton('whisper-mini-timestamped/decoder_model_merged.onnx'));
    expect(exposeCrossAttentions.apply(model)).toEqual({
      kind: 'edited',
      parts: { model },
      facts: { layers: LAYERS, heads: HEADS },
    });
  });

  it('refuses what is no merged decoder, and one whose attention is not certain', async () => {
    const encoder = readOnnxModel(await fillSkeleton('whisper-mini-hub/encoder_model.onnx'));
    expect(exposeCrossAttentions.apply(encoder)).toMatchObject({
      reason: 'It has no inputs for the keys of the sound in every layer.',
    });
    const decoder = readOnnxModel(await fillSkeleton('whisper-mini-hub/decoder_model_merged.onnx'));
    const change = (nodes: (nodes: readonly OnnxNode[]) => readonly OnnxNode[]): OnnxModel => ({
      ...decoder,
      graph: { ...decoder.graph, nodes: nodes(decoder.graph.nodes) },
    });
    expect(exposeCrossAttentions.apply(change(() => []))).toMatchObject({
      reason: 'It has 0 choices between a first and a next token, not one.',
    });
    const fused = change((nodes) =>
      nodes.map((node) => ({
        ...node,
        attributes: node.attributes.map((attribute) => ({
          ...attribute,
          ...(attribute.graph && {
            graph: {
              ...attribute.graph,
              nodes: attribute.graph.nodes.filter(({ opType }) => opType !== 'Softmax'),
            },
          }),
        })),
      })),
    );
    expect(exposeCrossAttentions.apply(fused)).toMatchObject({
      kind: 'unknown-layout',
      reason: 'The attention to the sound is not found once in each layer.',
    });
  });
});
