import { ancestorsOf } from './arrange-graph.ts';
import { makeNode } from './build-model.ts';
import { fixBatch } from './fix-batch.ts';
import { fuseAttention } from './fuse-attention.ts';
import { attributeOf, indexGraph, needsOf } from './graph-index.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxValueInfo } from './model.ts';
import { unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';
import { carve } from './split-voice.ts';

const LOGITS = 'logits';
const PRESENT = 'present.';
const PAST = 'past_key_values.';
const STATES = 'encoder_hidden_states';
const TOKENS = 'input_ids';

const isOfSound = ({ name }: OnnxValueInfo): boolean => name.includes('.encoder.');

/** A choice between a graph for the prompt and one for what follows. */
interface Branches {
  readonly choice: OnnxNode;
  readonly following: OnnxGraph;
  readonly prompt: OnnxGraph;
}

function findBranches({ nodes, outputs }: OnnxGraph): Branches | undefined {
  const choice = nodes.find((node) => node.opType === 'If' && node.outputs.includes(LOGITS));
  if (choice === undefined || outputs.some(({ name }) => !choice.outputs.includes(name))) return undefined;
  const following = attributeOf(choice, 'then_branch')?.graph;
  const prompt = attributeOf(choice, 'else_branch')?.graph;
  return following === undefined || prompt === undefined ? undefined : { choice, following, prompt };
}

/** Takes one branch out of its choice; it keeps what the whole model has around the choice. */
function inline(graph: OnnxGraph, choice: OnnxNode, branch: OnnxGraph): OnnxGraph {
  const renamed = branch.outputs.flatMap(({ name }, place) => {
    const outer = choice.outputs[place] ?? '';
    return outer === name ? [] : [makeNode('Identity', [name], [outer])];
  });
  return {
    ...graph,
    nodes: [...graph.nodes.filter((node) => node !== choice), ...branch.nodes, ...renamed],
    initializers: [...graph.initializers, ...branch.initializers],
  };
}

const pastName = (present: string): string => PAST + present.slice(PRESENT.length);

/** Gives out what is kept under the names by which it is taken again. */
function renameOutputs(graph: OnnxGraph, outputs: readonly OnnxValueInfo[]): OnnxGraph {
  const renamed = outputs.map(({ name }) => makeNode('Identity', [name], [pastName(name)]));
  return { ...graph, nodes: [...graph.nodes, ...renamed] };
}

/** The part of a graph that makes `outputs`; nothing when it needs more than `inputs`. */
function partOf(
  model: OnnxModel,
  graph: OnnxGraph,
  outputs: readonly OnnxValueInfo[],
  inputs: readonly OnnxValueInfo[],
): OnnxModel | undefined {
  const names = outputs.map(({ name }) => name);
  const nodes = ancestorsOf(graph, names);
  const index = indexGraph({ ...graph, inputs });
  const isThere = (name: string): boolean =>
    index.producerOf(name) !== undefined || index.constantOf(name) !== undefined || index.isInput(name);
  if (![...names, ...nodes.flatMap(needsOf)].every(isThere)) return undefined;
  return carve({ ...model, graph }, graph.name, nodes, inputs, outputs);
}

function split(original: OnnxModel, heads: number): OnnxEditResult<'sound' | 'text'> {
  // Exporters read the batch from the text, also where they shape what is kept of the sound.
  const fixed = fixBatch.apply(original);
  if (fixed.kind === 'unknown-layout') return fixed;
  const { model } = fixed.parts;
  const { graph } = model;
  const { inputs, outputs } = graph;
  const branches = findBranches(graph);
  const strange = outputs.filter(({ name }) => name !== LOGITS && !name.startsWith(PRESENT));
  if (branches === undefined) return unknownLayout('It does not choose between a prompt and what follows.');
  if (strange.length > 0) return unknownLayout(`It also gives ${strange[0]?.name}.`);
  const keptSound = outputs.filter(isOfSound);
  const sound = partOf(
    model,
    renameOutputs(inline(graph, branches.choice, branches.prompt), keptSound),
    keptSound.map((info) => ({ ...info, name: pastName(info.name) })),
    inputs.filter(({ name }) => name === STATES),
  );
  const text = partOf(
    model,
    inline(graph, branches.choice, branches.following),
    outputs.filter((output) => !isOfSound(output)),
    inputs.filter(({ name }) => name === TOKENS || name.startsWith(PAST)),
  );
  if (sound === undefined || text === undefined) {
    return unknownLayout('What it keeps of the sound depends on the text.');
  }
  const causal = fuseAttention({ heads, kind: 'growing' }).apply(text);
  const layers = keptSound.filter(({ name }) => name.endsWith('.key')).length;
  if (causal.kind === 'unknown-layout' || causal.facts['attentions'] !== layers) {
    return unknownLayout('Not all of its layers look back at the text in a known form.');
  }
  const facts = { ...fixed.facts, ...causal.facts };
  return { kind: 'edited', parts: { sound, text: causal.parts.model }, facts };
}

/**
 * Takes a merged decoder apart. `sound` makes of the encoder's states what is kept of the sound, under the names
 * that `text` takes it by (`past_key_values.N.encoder.*`). `text` is the branch with a memory; its attention is
 * made to hide what comes later, so that it takes a whole prompt as well, with a memory of length 0. Both need
 * the same weights once instead of twice. Facts: `attentions` that look back at the text, `fixedShapes`.
 *
 * @param heads - of every attention in the model.
 */
export const splitDecoder = (heads: number): OnnxEdit<'sound' | 'text'> => ({
  name: 'split-decoder',
  version: 1,
  apply: (model) => split(model, heads),
});
