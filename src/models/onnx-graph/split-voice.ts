import { ancestorsOf, dropUnusedInitializers } from './arrange-graph.ts';
import { makeValueInfo } from './build-model.ts';
import { attributeOf, indexGraph, integersOf, needsOf, type GraphIndex } from './graph-index.ts';
import { DATA_TYPE, type OnnxGraph, type OnnxModel, type OnnxNode, type OnnxValueInfo } from './model.ts';
import { unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';

/** The name by which every Piper program gives the speaker's number. */
const SPEAKER_INPUT = 'sid';
/** Piper's exports keep the name that the convolution before the vocoder has in training. */
const VOCODER_WEIGHT = 'dec.conv_pre.weight';

const kernelOf = (node: OnnxNode, index: GraphIndex): number =>
  integersOf(node, 'kernel_shape', [])[0] ?? index.constantOf(node.inputs[1] ?? '')?.dims[2] ?? 0;

/**
 * Without the name: the first upsampling (the one before all the others) is fed by a LeakyRelu, that by a
 * convolution, to which a voice with several speakers adds one of width 1 that tells the speaker.
 */
function findByShape(graph: OnnxGraph, index: GraphIndex): readonly OnnxNode[] {
  const upsampling = graph.nodes.find(
    (node) =>
      node.opType === 'ConvTranspose' &&
      !ancestorsOf(graph, node.inputs).some(({ opType }) => opType === 'ConvTranspose'),
  );
  const activation = index.producerOf(upsampling?.inputs[0] ?? '');
  if (activation?.opType !== 'LeakyRelu') return [];
  const fed = index.producerOf(activation.inputs[0] ?? '');
  const sources = fed?.opType === 'Add' ? fed.inputs.map(index.producerOf) : [fed];
  return sources.filter((node): node is OnnxNode => node?.opType === 'Conv' && kernelOf(node, index) > 1);
}

function findVocoder(graph: OnnxGraph, index: GraphIndex): readonly OnnxNode[] {
  const named = graph.nodes.filter(({ opType, inputs }) => opType === 'Conv' && inputs[1] === VOCODER_WEIGHT);
  return named.length > 0 ? named : findByShape(graph, index);
}

/** A graph of some nodes of another, with what they need of it and nothing else. */
export function carve(
  model: OnnxModel,
  name: string,
  nodes: readonly OnnxNode[],
  inputs: readonly OnnxValueInfo[],
  outputs: readonly OnnxValueInfo[],
): OnnxModel {
  const needed = new Set(nodes.flatMap(needsOf));
  const graph = dropUnusedInitializers({
    ...model.graph,
    name,
    nodes,
    inputs: inputs.filter((input) => needed.has(input.name)),
    outputs,
    valueInfos: [],
  });
  return { ...model, graph };
}

/** The frames of each id: the only rounding up in the graph, if it is computed before the cut. */
function findDurations(nodes: readonly OnnxNode[]): string | undefined {
  const rounded = nodes.filter(({ opType }) => opType === 'Ceil');
  return rounded.length === 1 ? rounded[0]?.outputs[0] : undefined;
}

function apply(model: OnnxModel): OnnxEditResult<'text' | 'sound'> {
  const { graph } = model;
  const index = indexGraph(graph);
  const vocoders = findVocoder(graph, index);
  const [vocoder] = vocoders;
  const cut = vocoder?.inputs[0];
  if (vocoder === undefined || cut === undefined || vocoders.length > 1) {
    return unknownLayout(`It has ${vocoders.length} convolutions that begin a vocoder, not one.`);
  }
  const channels = index.constantOf(vocoder.inputs[1] ?? '')?.dims[1];
  if (channels === undefined || Number(attributeOf(vocoder, 'group')?.int ?? 1n) !== 1) {
    return unknownLayout('The convolution that begins the vocoder has no plain weight.');
  }
  if (index.producerOf(cut) === undefined) return unknownLayout('Nothing comes before the vocoder.');

  const isSound = ({ name }: OnnxValueInfo): boolean => ancestorsOf(graph, [name]).includes(vocoder);
  const soundOutputs = graph.outputs.filter(isSound);
  const given = graph.outputs.filter((output) => !isSound(output));
  const textNodes = ancestorsOf(graph, [cut, ...given.map(({ name }) => name)]);
  const soundNodes = ancestorsOf(
    graph,
    soundOutputs.map(({ name }) => name),
    new Set([cut]),
  );
  if (soundOutputs.length === 0) return unknownLayout('The sound does not come from the vocoder.');

  // Its own number tells a speaker in both parts; anything else belongs to the whole text, not to a stretch.
  const soundNeeds = new Set(soundNodes.flatMap(needsOf));
  const taken = graph.inputs.filter(
    ({ name }) => soundNeeds.has(name) && name !== SPEAKER_INPUT && index.constantOf(name) === undefined,
  );
  if (taken.length > 0) {
    return unknownLayout(`The vocoder takes ${taken.map(({ name }) => name).join(', ')} besides the frames.`);
  }

  const durations = findDurations(textNodes);
  const cutInfo = makeValueInfo(cut, DATA_TYPE.float, [1, channels, 'frames']);
  const extra = [
    cutInfo,
    ...(durations === undefined ? [] : [makeValueInfo(durations, DATA_TYPE.float)]),
  ].filter(({ name }) => given.every((output) => output.name !== name));
  return {
    kind: 'edited',
    parts: {
      text: carve(model, `${graph.name} text`, textNodes, graph.inputs, [...given, ...extra]),
      sound: carve(model, `${graph.name} sound`, soundNodes, [cutInfo, ...graph.inputs], soundOutputs),
    },
    facts: {
      cut,
      channels,
      hasSpeakers: index.isInput(SPEAKER_INPUT),
      ...(durations === undefined ? {} : { durations }),
    },
  };
}

/**
 * Cuts a Piper voice in two: `text` makes frames of phoneme ids, `sound` makes samples of frames and can do
 * so piece by piece. Facts: `cut`, the tensor float32 [1, channels, frames] between the two; `channels`;
 * `hasSpeakers`, when there is an input `sid`; `durations`, the output of `text` that tells the frames of
 * each id, where the graph shows it.
 */
export const splitVoice: OnnxEdit<'text' | 'sound'> = { name: 'split-voice', version: 1, apply };
