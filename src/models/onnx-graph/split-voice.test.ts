import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { MINI_VOICE, miniVoice, type MiniVoiceLayout } from './fixtures/mini-voice.ts';
import { makeNode, makeValueInfo } from './build-model.ts';
import { DATA_TYPE, type OnnxModel, type OnnxNode } from './model.ts';
import type { OnnxFacts } from './onnx-edit.ts';
import { splitVoice } from './split-voice.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

type Values = Record<string, Tensor>;

const load = (model: OnnxModel): Promise<InferenceSession> =>
  InferenceSession.create(writeOnnxModel(model), { logSeverityLevel: 3 });

/** Gives a model what it asks for, out of everything there is. */
const run = async (session: InferenceSession, values: Values): Promise<Values> => {
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, values[name]]));
  return await session.run(feeds as Values);
};

const integers = (values: readonly number[], dims: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), dims);

const sentence = (ids: readonly number[], speaker = 1): Values => ({
  input: integers(ids, [1, ids.length]),
  input_lengths: integers([ids.length], [1]),
  scales: new Tensor('float32', Float32Array.of(0, 1, 0), [3]),
  sid: integers([speaker], [1]),
});

const IDS = [1, 0, 3, 0, 9, 4, 0, 7, 7, 0, 2, 5, 0, 8, 6, 0, 2];

interface SplitSessions {
  readonly whole: InferenceSession;
  readonly text: InferenceSession;
  readonly sound: InferenceSession;
  readonly facts: OnnxFacts;
}

async function split(model: OnnxModel): Promise<SplitSessions> {
  const result = splitVoice.apply(model);
  if (result.kind !== 'edited') throw new Error(result.reason);
  const { text, sound } = result.parts;
  return {
    whole: await load(model),
    text: await load(text),
    sound: await load(sound),
    facts: result.facts,
  };
}

const samplesOf = (values: Values): Float32Array => values['output']?.data as Float32Array;

/** Makes the sound of some frames with as much context as there is, up to 16 frames. */
async function soundOf(
  { sound, facts }: SplitSessions,
  frames: Tensor,
  values: Values,
  from: number,
  to: number,
): Promise<Float32Array> {
  const [, channels = 0, count = 0] = frames.dims;
  const low = Math.max(0, from - 16);
  const high = Math.min(count, to + 16);
  const all = frames.data as Float32Array;
  const piece = new Float32Array(channels * (high - low));
  for (let channel = 0; channel < channels; channel += 1) {
    piece.set(all.subarray(channel * count + low, channel * count + high), channel * (high - low));
  }
  const given = {
    ...values,
    [String(facts['cut'])]: new Tensor('float32', piece, [1, channels, high - low]),
  };
  const samples = samplesOf(await run(sound, given));
  const hop = samples.length / (high - low);
  return samples.subarray((from - low) * hop, (to - low) * hop);
}

const without = (model: OnnxModel, drop: (node: OnnxNode) => boolean): OnnxModel => ({
  ...model,
  graph: { ...model.graph, nodes: model.graph.nodes.filter((node) => !drop(node)) },
});

const names = ({ graph }: OnnxModel) => ({
  inputs: graph.inputs.map(({ name }) => name),
  outputs: graph.outputs.map(({ name }) => name),
  initializers: graph.initializers.map(({ name }) => name),
});

const roundDown = (node: OnnxNode): readonly OnnxNode[] => {
  if (node.opType === 'Ceil') return [{ ...node, opType: 'Floor' }];
  return [node];
};

const roundTwice = (node: OnnxNode): readonly OnnxNode[] => {
  if (node.opType === 'Slice') return [node, makeNode('Ceil', ['noise_scale'], ['rounded'])];
  return node.outputs[0] === 'breath' ? [{ ...node, inputs: ['random', 'rounded'] }] : [node];
};

const LAYOUTS: readonly (readonly [string, MiniVoiceLayout])[] = [
  ['one speaker', {}],
  ['several speakers', { hasSpeakers: true }],
  ['one speaker and other names', { vocoderWeight: 'onnx::Conv_1234' }],
  ['several speakers and other names', { vocoderWeight: 'onnx::Conv_1234', hasSpeakers: true }],
];

describe('splitting a voice', () => {
  it.each(LAYOUTS)('gives the sound of the whole, at once and in pieces: %s', async (_name, layout) => {
    const voice = await split(miniVoice(layout));
    expect(voice.facts).toEqual({
      cut: 'z',
      channels: MINI_VOICE.channels,
      hasSpeakers: layout.hasSpeakers ?? false,
      durations: 'w_ceil',
    });
    const values = sentence(IDS);
    const expected = samplesOf(await run(voice.whole, values));
    const made = await run(voice.text, values);
    const frames = made['z'];
    if (frames === undefined) throw new Error('There are no frames.');
    expect(frames.dims).toEqual([1, MINI_VOICE.channels, IDS.length * MINI_VOICE.framesPerId]);
    expect(expected).toHaveLength(IDS.length * MINI_VOICE.framesPerId * MINI_VOICE.hop);
    expect(samplesOf(await run(voice.sound, { ...values, ...made }))).toEqual(expected);

    const [, , count = 0] = frames.dims;
    const pieces: number[] = [];
    for (let from = 0, length = 24; from < count; from += length, length *= 2) {
      const to = Math.min(count, from + length);
      pieces.push(...(await soundOf(voice, frames, values, from, to)));
    }
    expect(pieces).toEqual(Array.from(expected));
  });

  it('tells the frames of each id', async () => {
    const { text } = await split(miniVoice());
    const { w_ceil } = await run(text, sentence(IDS));
    expect(w_ceil?.dims).toEqual([1, 1, IDS.length]);
  });

  it('gives the speaker to both parts', async () => {
    const voice = await split(miniVoice({ hasSpeakers: true }));
    const first = sentence(IDS, 0);
    const second = sentence(IDS, 1);
    const [one, two] = [await run(voice.text, first), await run(voice.text, second)];
    const sounds = [
      samplesOf(await run(voice.sound, { ...first, ...one })),
      samplesOf(await run(voice.sound, { ...second, ...two })),
    ];
    expect(sounds[0]).toEqual(samplesOf(await run(voice.whole, first)));
    expect(sounds[1]).toEqual(samplesOf(await run(voice.whole, second)));
    expect(sounds[0]).not.toEqual(sounds[1]);
  });

  it('leaves in each part only what it needs', () => {
    const model = miniVoice({ hasSpeakers: true });
    const result = splitVoice.apply(model);
    if (result.kind !== 'edited') throw new Error(result.reason);
    expect(names(result.parts.text)).toEqual({
      inputs: ['input', 'scales'],
      outputs: ['z', 'w_ceil'],
      initializers: ['embedding', 'zero', 'one'],
    });
    expect(names(result.parts.sound)).toEqual({
      inputs: ['z', 'sid'],
      outputs: ['output'],
      initializers: ['dec.conv_pre.weight', 'up', 'res', 'post', 'emb_g', 'cond', 'last', 'one'],
    });
  });

  it('splits the small voice of this repository', async () => {
    const path = new URL('../../../loopback/models/en_US-everyday-low.onnx', import.meta.url);
    const voice = await split(readOnnxModel(await readFile(path)));
    expect(voice.facts).toMatchObject({ hasSpeakers: false, channels: 356 });
    const values = sentence([1, 0, 32, 0, 120, 0, 61, 0, 31, 0, 32, 0, 10, 0, 2]);
    const made = await run(voice.text, values);
    const expected = samplesOf(await run(voice.whole, values));
    expect(samplesOf(await run(voice.sound, { ...values, ...made }))).toEqual(expected);
    const durations = made[String(voice.facts['durations'])];
    expect(durations?.data).toHaveLength(15);
  });

  it('keeps an output that tells the frames of each id already', () => {
    const model = miniVoice();
    const told = makeValueInfo('w_ceil', DATA_TYPE.float, ['batch_size', 1, 'phonemes']);
    const outputs = [...model.graph.outputs, told];
    const result = splitVoice.apply({ ...model, graph: { ...model.graph, outputs } });
    if (result.kind !== 'edited') throw new Error(result.reason);
    expect(result.facts['durations']).toBe('w_ceil');
    expect(result.parts.text.graph.outputs.map(({ name }) => name)).toEqual(['w_ceil', 'z']);
    expect(result.parts.sound.graph.outputs.map(({ name }) => name)).toEqual(['output']);
  });

  it('tells no frames of ids where it cannot be sure of them', () => {
    const model = miniVoice();
    const [none, two] = [roundDown, roundTwice].map((each) =>
      splitVoice.apply({ ...model, graph: { ...model.graph, nodes: model.graph.nodes.flatMap(each) } }),
    );
    for (const result of [two, none]) {
      if (result?.kind !== 'edited') throw new Error(result?.reason);
      expect(result.facts).not.toHaveProperty('durations');
    }
  });

  it.each([
    [
      'no vocoder',
      without(miniVoice({ vocoderWeight: 'w' }), ({ opType }) => opType === 'ConvTranspose'),
      'It has 0 convolutions',
    ],
    [
      'a vocoder that reads the text',
      miniVoice({ readsText: true }),
      'The vocoder takes input_lengths besides the frames.',
    ],
    [
      'nothing before the vocoder',
      without(miniVoice(), ({ outputs }) => outputs.includes('z')),
      'Nothing comes before the vocoder.',
    ],
    [
      'a vocoder that makes no sound',
      without(miniVoice(), ({ opType }) => opType === 'Tanh'),
      'The sound does not come from the vocoder.',
    ],
  ])('refuses a voice with %s', (_what, model, reason) => {
    expect(splitVoice.apply(model)).toEqual({
      kind: 'unknown-layout',
      reason: expect.stringContaining(reason),
    });
  });
});
