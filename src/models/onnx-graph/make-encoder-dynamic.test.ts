import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { ENCODER_LAYOUTS, MINI_ENCODER, miniEncoder } from './fixtures/mini-encoder.ts';
import { noise } from './fixtures/noise.ts';
import { makeIntegers, makeNode } from './build-model.ts';
import { makeEncoderDynamic } from './make-encoder-dynamic.ts';
import type { OnnxGraph, OnnxModel } from './model.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

const load = (model: OnnxModel): Promise<InferenceSession> =>
  InferenceSession.create(writeOnnxModel(model), { logSeverityLevel: 3 });

async function encode(session: InferenceSession, melBands: number, frames: number): Promise<Tensor> {
  const input = new Tensor('float32', noise(melBands * frames, 7), [1, melBands, frames]);
  const output = Object.values(await session.run({ input_features: input }))[0];
  if (output === undefined) throw new Error('The encoder has no output.');
  return output;
}

const edit = (model: OnnxModel): OnnxModel => {
  const result = makeEncoderDynamic.apply(model);
  if (result.kind !== 'edited') throw new Error(result.reason);
  return result.parts.model;
};

const withGraph = (change: (graph: OnnxGraph) => Partial<OnnxGraph>): OnnxModel => {
  const model = miniEncoder('baked');
  return { ...model, graph: { ...model.graph, ...change(model.graph) } };
};

describe('opening the length of an encoder', () => {
  it.each(ENCODER_LAYOUTS)(
    'gives what the original gives at 30 s, and shorter windows too: %s',
    async (layout) => {
      const original = miniEncoder(layout);
      const whole = await load(original);
      const edited = await load(edit(original));
      const { melBands, width, positions } = MINI_ENCODER;
      const expected = await encode(whole, melBands, 2 * positions);
      expect(await encode(edited, melBands, 2 * positions)).toMatchObject({
        dims: expected.dims,
        data: expected.data,
      });
      for (const frames of [2, 400, 1000, 2998]) {
        expect((await encode(edited, melBands, frames)).dims).toEqual([1, frames / 2, width]);
      }
    },
  );

  it('places the sound of a short window at the first positions', async () => {
    const { melBands, width, positions } = MINI_ENCODER;
    const model = miniEncoder('slimmed');
    const placed = { name: 'placed' };
    const outputs = [...model.graph.outputs, placed];
    const whole = await load({ ...model, graph: { ...model.graph, outputs } });
    const opened = edit(model);
    const short = await load({
      ...opened,
      graph: { ...opened.graph, outputs: [...opened.graph.outputs, placed] },
    });
    const sound = noise(melBands * 3000, 5);
    const frames = 1000;
    const start = Float32Array.from({ length: melBands * frames }, (_value, place) => {
      return sound[Math.floor(place / frames) * 3000 + (place % frames)] ?? 0;
    });
    const run = async (session: InferenceSession, data: Float32Array): Promise<Float32Array> => {
      const input_features = new Tensor('float32', data, [1, melBands, data.length / melBands]);
      return (await session.run({ input_features }, ['placed']))['placed']?.data as Float32Array;
    };
    const long = await run(whole, sound);
    const cut = await run(short, start);
    expect(long).toHaveLength(positions * width);
    // The last position sees beyond the cut.
    const same = (frames / 2 - 1) * width;
    expect(cut.subarray(0, same)).toEqual(long.subarray(0, same));
  });

  it('opens the small recogniser of this repository', async () => {
    const path = new URL(
      '../../../loopback/models/whisper-everyday/onnx/encoder_model.onnx',
      import.meta.url,
    );
    const original = readOnnxModel(await readFile(path));
    const edited = await load(edit(original));
    const expected = await encode(await load(original), 80, 3000);
    expect((await encode(edited, 80, 3000)).data).toEqual(expected.data);
    expect((await encode(edited, 80, 1000)).dims).toEqual([1, 500, expected.dims[2]]);
  });

  it('names the lengths that are open', () => {
    const { graph } = edit(miniEncoder('baked'));
    const dims = [...graph.inputs, ...graph.outputs].map(({ type }) => type?.tensor?.shape?.dims);
    expect(dims).toEqual([
      [{ symbol: 'batch' }, { value: 4 }, { symbol: 'frames' }],
      [{ symbol: 'batch' }, { symbol: 'positions' }, { value: 8 }],
    ]);
  });

  it('leaves the model that it is given as it is', () => {
    const model = miniEncoder('slimmed');
    const before = writeOnnxModel(model);
    edit(model);
    expect(writeOnnxModel(model)).toEqual(before);
  });

  it('recognises an encoder that takes every length already', () => {
    const opened = edit(miniEncoder('measured'));
    expect(makeEncoderDynamic.apply(opened)).toEqual({
      kind: 'edited',
      parts: { model: opened },
      facts: { positions: 1500, wasDynamic: true },
    });
  });

  it.each([
    [
      'no table of positions',
      withGraph((graph) => ({ nodes: graph.nodes.filter(({ opType }) => opType !== 'Add') })),
      'It adds 0 tables',
    ],
    [
      'two tables of positions',
      withGraph((graph) => ({ nodes: [...graph.nodes, makeNode('Add', ['activated', 'table'], ['again'])] })),
      'It adds 2 tables',
    ],
    ['no sound to hear', withGraph(() => ({ inputs: [] })), 'It has 0 inputs of three dimensions'],
    [
      'a table of another length',
      withGraph((graph) => ({
        inputs: edit(miniEncoder('baked')).graph.inputs,
        initializers: graph.initializers.filter(({ name }) => name !== 'table'),
      })),
      'It adds 0 tables of 1500 positions',
    ],
    [
      'rows that are looked up out of order',
      (() => {
        const model = miniEncoder('lookup');
        const initializers = model.graph.initializers.map((tensor) =>
          tensor.name === 'places'
            ? makeIntegers(
                'places',
                Array.from({ length: 1500 }, (_row, place) => 1499 - place),
              )
            : tensor,
        );
        return { ...model, graph: { ...model.graph, initializers } };
      })(),
      'It adds 0 tables',
    ],
    [
      'an operator set before slices could be measured',
      miniEncoder('baked', 9),
      'Operator set 9 is too old.',
    ],
  ])('refuses a graph with %s', (_what, model, reason) => {
    expect(makeEncoderDynamic.apply(model)).toEqual({
      kind: 'unknown-layout',
      reason: expect.stringContaining(reason),
    });
  });
});
