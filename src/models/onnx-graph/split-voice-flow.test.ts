import { expect, it } from 'vitest';
import { fillSkeleton } from '../../../tools/speech-models/index.ts';
import { makeNode } from './build-model.ts';
import { miniVoice } from './fixtures/mini-voice.ts';
import type { OnnxModel, OnnxNode } from './model.ts';
import { splitVoiceFlow } from './split-voice-flow.ts';
import { readOnnxModel } from './wire-format.ts';

const inputsOf = (model: OnnxModel): string[] => model.graph.inputs.map(({ name }) => name);
const outputsOf = (model: OnnxModel): string[] => model.graph.outputs.map(({ name }) => name);
const weightsOf = (model: OnnxModel, start: string): number =>
  model.graph.initializers.filter(({ name }) => name.startsWith(start)).length;

it.each(['piper-mini', 'piper-mini-2023', 'piper-mini-high'])('cuts %s in three', async (name) => {
  const result = splitVoiceFlow.apply(readOnnxModel(await fillSkeleton(`${name}.onnx`)));
  if (result.kind !== 'edited') throw new Error(result.reason);
  const { cut, latent, mask, durations } = result.facts;
  const { text, flow, sound } = result.parts;
  expect(inputsOf(text)).toEqual(['input', 'input_lengths', 'scales']);
  expect(new Set(outputsOf(text))).toEqual(new Set([durations, latent, mask]));
  expect(new Set(inputsOf(flow))).toEqual(new Set([latent, mask]));
  expect(outputsOf(flow)).toEqual([cut]);
  expect(inputsOf(sound)).toEqual([cut]);
  expect(weightsOf(flow, 'flow.')).toBeGreaterThan(20);
  expect(weightsOf(text, 'flow.') + weightsOf(flow, 'enc_p.') + weightsOf(sound, 'flow.')).toBe(0);
});

it('gives the speaker to every part of a voice with several', async () => {
  const result = splitVoiceFlow.apply(readOnnxModel(await fillSkeleton('piper-mini-2023-speakers.onnx')));
  if (result.kind !== 'edited') throw new Error(result.reason);
  for (const part of Object.values(result.parts)) expect(inputsOf(part)).toContain('sid');
});

/** The mini voice with nodes between its drawn frames and its vocoder. */
function withFlow(...nodes: readonly OnnxNode[]): OnnxModel {
  const model = miniVoice();
  const changed = model.graph.nodes.flatMap((node) => {
    if (node.inputs[0] !== 'z') return [node];
    return [...nodes, { ...node, inputs: ['flowed', ...node.inputs.slice(1)] }];
  });
  return { ...model, graph: { ...model.graph, nodes: changed } };
}

it('takes any flow that depends on the frames alone', () => {
  const result = splitVoiceFlow.apply(withFlow(makeNode('Tanh', ['z'], ['flowed'])));
  expect(result).toMatchObject({ kind: 'edited', facts: { latent: 'z', cut: 'flowed' } });
});

it.each([
  ['no flow', miniVoice(), 'no flow'],
  [
    'a flow that looks at two things besides',
    withFlow(
      makeNode('Mul', ['z', 'w_ceil'], ['paced_z']),
      makeNode('Mul', ['paced_z', 'noise_scale'], ['flowed']),
    ),
    'besides the frames',
  ],
  [
    'frames that are used beside the flow',
    withFlow(makeNode('Tanh', ['z'], ['bent']), makeNode('Mul', ['bent', 'random'], ['flowed'])),
    'where its flow begins',
  ],
])('leaves a voice with %s alone', (_title, model, reason) => {
  expect(splitVoiceFlow.apply(model)).toEqual({
    kind: 'unknown-layout',
    reason: expect.stringContaining(reason) as string,
  });
});
