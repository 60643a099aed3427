import { makeIntegers, makeNode } from './build-model.ts';
import { attributeOf, indexGraph, type GraphIndex } from './graph-index.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from './model.ts';
import { unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';

/** What changes the form of a tensor or its scale, and not where its values come from. */
const VIEWS: ReadonlySet<string> = new Set([
  'Cast',
  'Div',
  'Identity',
  'Mul',
  'Reshape',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);
/** Between a product and its softmax there are at most a mask and changes of form. */
const MAX_STEPS_TO_PRODUCT = 6;

const OUTPUT_PREFIX = 'cross_attentions.';

/** One layer: the number of heads, and what stands for its keys. */
interface Layer {
  readonly heads: number;
  readonly pastKey: string;
  readonly presentKey: string;
}

/** Follows a tensor to where its values were made. */
function originOf(name: string, index: GraphIndex): string {
  let origin = name;
  for (let node = index.producerOf(origin); node !== undefined; node = index.producerOf(origin)) {
    if (!VIEWS.has(node.opType)) break;
    origin = node.inputs[0] ?? '';
  }
  return origin;
}

/** The product of queries and keys that a softmax weighs. */
function productBefore(softmax: OnnxNode, index: GraphIndex): OnnxNode | undefined {
  let node = index.producerOf(softmax.inputs[0] ?? '');
  for (let step = 0; step < MAX_STEPS_TO_PRODUCT && node !== undefined; step += 1) {
    if (node.opType === 'MatMul') return node;
    node = index.producerOf(node.inputs[0] ?? '');
  }
  return undefined;
}

/** The layers that have keys of the sound, by the names that every export gives its inputs and outputs. */
function findLayers(model: OnnxModel): readonly Layer[] {
  const layers: Layer[] = [];
  for (const { name, type } of model.graph.inputs) {
    const number = /^past_key_values\.(\d+)\.encoder\.key$/u.exec(name)?.[1];
    const heads = type?.tensor?.shape?.dims[1]?.value;
    if (number === undefined || heads === undefined) continue;
    layers[Number(number)] = { heads, pastKey: name, presentKey: `present.${number}.encoder.key` };
  }
  return layers;
}

/** The softmax of each layer in one branch; nothing where it is not certain. */
function findAttentions(
  branch: OnnxGraph,
  layers: readonly Layer[],
  outputNames: readonly string[],
): readonly (string | undefined)[] {
  const index = indexGraph(branch);
  const weighed = branch.nodes.flatMap((softmax) => {
    const product = softmax.opType === 'Softmax' ? productBefore(softmax, index) : undefined;
    if (product === undefined) return [];
    return [{ output: softmax.outputs[0] ?? '', origin: originOf(product.inputs[1] ?? '', index) }];
  });
  return layers.map(({ pastKey, presentKey }) => {
    const present = branch.outputs[outputNames.indexOf(presentKey)]?.name ?? '';
    const origins = new Set([pastKey, originOf(present, index)]);
    const found = weighed.filter(({ origin }) => origins.has(origin));
    return found.length === 1 ? found[0]?.output : undefined;
  });
}

/** Adds the attentions to a branch's outputs, each as [batch, heads, tokens, positions]. */
function exposeIn(
  branch: OnnxGraph,
  attentions: readonly string[],
  layers: readonly Layer[],
  freshName: (wish: string) => string,
): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const constant = (value: number): string => {
    const name = freshName('aichat_attention_integer');
    initializers.push(makeIntegers(name, [value]));
    return name;
  };
  const [start, end, first] = [constant(-2), constant(2 ** 31 - 1), constant(0)];
  const outputs = attentions.map((attention, layer) => {
    const [shape, sizes, form, output] = ['shape', 'sizes', 'form', 'weights'].map((part) =>
      freshName(`aichat_attention_${part}`),
    ) as [string, string, string, string];
    // Older exports weigh the heads of all batches in one row.
    const [batch, heads] = [constant(-1), constant(layers[layer]?.heads ?? 0)];
    nodes.push(
      makeNode('Shape', [attention], [shape]),
      makeNode('Slice', [shape, start, end, first], [sizes]),
      makeNode('Concat', [batch, heads, sizes], [form], { axis: 0n }),
      makeNode('Reshape', [attention, form], [output]),
    );
    return { name: output };
  });
  return {
    ...branch,
    nodes: [...branch.nodes, ...nodes],
    initializers: [...branch.initializers, ...initializers],
    outputs: [...branch.outputs, ...outputs],
  };
}

function apply(model: OnnxModel): OnnxEditResult<'model'> {
  const { graph } = model;
  const layers = findLayers(model);
  const names = layers.map((_layer, number) => `${OUTPUT_PREFIX}${number}`);
  const facts = { layers: layers.length, heads: layers[0]?.heads ?? 0 };
  // A list with gaps is shorter without them.
  if (layers.length === 0 || layers.flat().length < layers.length) {
    return unknownLayout('It has no inputs for the keys of the sound in every layer.');
  }
  const existing = graph.outputs.filter(({ name }) => name.startsWith(OUTPUT_PREFIX)).length;
  if (existing === layers.length) return { kind: 'edited', parts: { model }, facts };
  if (existing > 0) return unknownLayout(`It gives out ${existing} of ${layers.length} attentions.`);

  const choices = graph.nodes.filter(({ opType }) => opType === 'If');
  const [choice] = choices;
  if (choice === undefined || choices.length > 1) {
    return unknownLayout(`It has ${choices.length} choices between a first and a next token, not one.`);
  }
  const { freshName } = indexGraph(graph);
  const attributes = ['then_branch', 'else_branch'].map((name) => {
    const attribute = attributeOf(choice, name);
    const branch = attribute?.graph;
    if (attribute === undefined || branch === undefined) return undefined;
    const attentions = findAttentions(branch, layers, choice.outputs);
    const known = attentions.filter((attention) => attention !== undefined);
    if (known.length !== layers.length || new Set(known).size !== layers.length) return undefined;
    return { ...attribute, graph: exposeIn(branch, known, layers, freshName) };
  });
  const [thenBranch, elseBranch] = attributes;
  if (thenBranch === undefined || elseBranch === undefined) {
    return unknownLayout('The attention to the sound is not found once in each layer.');
  }
  const nodes = graph.nodes.map((node) =>
    node === choice
      ? { ...node, outputs: [...node.outputs, ...names], attributes: [thenBranch, elseBranch] }
      : node,
  );
  const outputs = [...graph.outputs, ...names.map((name) => ({ name }))];
  return { kind: 'edited', parts: { model: { ...model, graph: { ...graph, nodes, outputs } } }, facts };
}

/**
 * Lets a merged Whisper decoder give out how much each token listened to each position of the sound:
 * outputs `cross_attentions.N`, float [batch, heads, tokens, positions], as the timestamped exports have
 * them. The weights are in every decoder; they are found by following the keys of the sound. Facts:
 * `layers`, `heads`.
 */
export const exposeCrossAttentions: OnnxEdit = { name: 'cross-attentions', version: 1, apply };
