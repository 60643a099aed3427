import { ancestorsOf } from './arrange-graph.ts';
import { makeValueInfo } from './build-model.ts';
import { indexGraph, needsOf, type GraphIndex } from './graph-index.ts';
import { DATA_TYPE, type OnnxGraph, type OnnxModel } from './model.ts';
import { unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';
import { carve, splitVoice } from './split-voice.ts';

/** The flow and the vocoder may depend on the speaker besides the frames, and on nothing else. */
const SPEAKER = 'sid';

/**
 * The frames before the flow are drawn: their mean plus noise. The noise is the one random tensor that is made
 * after the durations; one or two products later it is added to the mean.
 */
function findLatent(graph: OnnxGraph, index: GraphIndex, durations: string): string | undefined {
  const before = new Set(ancestorsOf(graph, [durations]));
  const draws = graph.nodes.filter((node) => node.opType === 'RandomNormalLike' && !before.has(node));
  let name = draws.length === 1 ? draws[0]?.outputs[0] : undefined;
  while (name !== undefined) {
    const users = index.consumersOf(name);
    const [user] = users;
    if (users.length !== 1 || user === undefined) return undefined;
    if (user.opType === 'Add') return user.outputs[0];
    name = user.opType === 'Mul' ? user.outputs[0] : undefined;
  }
  return undefined;
}

/** What the nodes between `latent` and `cut` take from elsewhere that is neither constant nor the speaker's. */
function othersBetween(graph: OnnxGraph, latent: string, cut: string): readonly string[] {
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const between = new Set([latent]);
  const taken = new Set<string>();
  // The nodes of a graph stand in the order in which they can run.
  for (const node of ancestorsOf(graph, [cut])) {
    const needs = needsOf(node);
    if (!needs.some((name) => between.has(name))) continue;
    for (const name of node.outputs) between.add(name);
    for (const name of needs) taken.add(name);
  }
  const dependsOnText = (name: string): boolean => {
    const sources = ancestorsOf(graph, [name]);
    const read = [name, ...sources.flatMap(needsOf)].filter((need) => inputs.has(need) && need !== SPEAKER);
    return read.length > 0 || sources.some(({ opType }) => opType.startsWith('Random'));
  };
  return [...taken].filter(
    (name) => !between.has(name) && (made.has(name) || inputs.has(name)) && dependsOnText(name),
  );
}

function apply(model: OnnxModel): OnnxEditResult<'text' | 'flow' | 'sound'> {
  const halves = splitVoice.apply(model);
  if (halves.kind === 'unknown-layout') return halves;
  const { text, sound } = halves.parts;
  const { cut, channels, durations } = halves.facts;
  if (typeof cut !== 'string' || typeof channels !== 'number' || typeof durations !== 'string') {
    return unknownLayout('It does not show how long each sound lasts.');
  }
  const { graph } = text;
  const latent = findLatent(graph, indexGraph(graph), durations);
  if (latent === undefined) return unknownLayout('It does not show where its flow begins.');
  const others = othersBetween(graph, latent, cut);
  const [mask] = others;
  if (others.length > 1) return unknownLayout(`Its flow takes ${others.join(', ')} besides the frames.`);
  const flowNodes = ancestorsOf(graph, [cut], new Set([latent, ...others]));
  if (flowNodes.length === 0) return unknownLayout('It has no flow.');

  const latentInfo = makeValueInfo(latent, DATA_TYPE.float, [1, channels, 'frames']);
  const maskInfos = mask === undefined ? [] : [makeValueInfo(mask, DATA_TYPE.float, [1, 1, 'frames'])];
  const cutInfo = graph.outputs.filter(({ name }) => name === cut);
  const textOutputs = [
    ...graph.outputs.filter(({ name }) => name !== cut),
    ...[latentInfo, ...maskInfos].filter(({ name }) => graph.outputs.every((output) => output.name !== name)),
  ];
  const textNodes = ancestorsOf(
    graph,
    textOutputs.map(({ name }) => name),
  );
  return {
    kind: 'edited',
    parts: {
      text: carve(text, graph.name, textNodes, graph.inputs, textOutputs),
      flow: carve(
        text,
        `${model.graph.name} flow`,
        flowNodes,
        [latentInfo, ...maskInfos, ...graph.inputs],
        cutInfo,
      ),
      sound,
    },
    facts: { ...halves.facts, latent, ...(mask === undefined ? {} : { mask }) },
  };
}

/**
 * Cuts a Piper voice in three: as {@link splitVoice} does, and `text` once more where its flow begins, so that
 * the flow too can run piece by piece. Facts, besides those of {@link splitVoice}: `latent`, the tensor
 * float32 [1, channels, frames] between `text` and `flow`, and `mask`, float32 [1, 1, frames], if `flow` takes
 * one. A voice without a flow, or with one that takes more, is an unknown layout.
 */
export const splitVoiceFlow: OnnxEdit<'text' | 'flow' | 'sound'> = {
  name: 'split-voice-flow',
  version: 1,
  apply,
};
