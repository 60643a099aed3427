import { ancestorsOf, dropUnusedInitializers } from './arrange-graph.ts';
import { makeIntegers, makeNode } from './build-model.ts';
import { attributeOf, indexGraph } from './graph-index.ts';
import { mapInnerGraphs } from './map-graphs.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from './model.ts';
import { opsetOf, unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';
import { packedProduct, withRuntimeOperators } from './packed-product.ts';
import { VocabularyTables, type Vocabulary } from './vocabulary-tables.ts';

const LOGITS = 'logits';
/** Words whose numbers are computed exactly. */
const SHORTLIST_LENGTH = 64;
/** The form of ScatterElements, TopK and negative axes that is written here. */
const MIN_OPSET = 11;
/** From here on the axes of Unsqueeze and Squeeze are an input. */
const AXES_INPUT_OPSET = 13;

interface Names {
  readonly length: string;
  readonly lastAxis: string;
  readonly fresh: (wish: string) => string;
}

function isTransposed(node: OnnxNode): boolean {
  if (node.opType !== 'Transpose') return false;
  const order = attributeOf(node, 'perm')?.ints.map(Number);
  return order === undefined || order.join() === '1,0';
}

/** Finds the table behind the second input of the product that makes the logits. */
function findVocabulary(
  matrix: string,
  producerOf: (name: string) => OnnxNode | undefined,
  tables: VocabularyTables,
): Vocabulary | undefined {
  const producer = producerOf(matrix);
  if (producer === undefined) return tables.ofMatrix(matrix);
  if (isTransposed(producer)) return tables.ofFloats(producer.inputs[0] ?? '');
  if (producer.opType !== 'DequantizeLinear') return undefined;
  const [values = '', step = '', zero] = producer.inputs;
  const inner = producerOf(values);
  return inner !== undefined && isTransposed(inner)
    ? tables.ofIntegers(inner.inputs[0] ?? '', step, zero)
    : undefined;
}

/** The nodes that stand where the product stood. */
function shortlistNodes(
  vocabulary: Vocabulary,
  { inputs: [state = ''], outputs }: OnnxNode,
  { length, lastAxis, fresh }: Names,
  opset: number,
): readonly OnnxNode[] {
  const { table, words, width, packed, stored } = vocabulary;
  const rough = fresh('aichat_rough');
  const best = fresh('aichat_best');
  const places = fresh('aichat_places');
  const stages = ['rows', 'floats', 'column', 'products', 'exact'].map((part) => fresh(`aichat_${part}`));
  const [rows = '', floats = '', column = '', products = '', exact = ''] = stages;
  const onLastAxis = (opType: string, from: string, to: string): OnnxNode =>
    opset < AXES_INPUT_OPSET
      ? makeNode(opType, [from], [to], { axes: [-1n] })
      : makeNode(opType, [from, lastAxis], [to]);
  return [
    packedProduct([state, ...packed], [rough], width, words),
    makeNode('TopK', [rough, length], [best, places], { axis: -1n, sorted: 0n }),
    makeNode('Gather', [table, places], [rows], { axis: 0n }),
    ...(stored === undefined ? [] : [makeNode('DequantizeLinear', [rows, ...stored], [floats])]),
    onLastAxis('Unsqueeze', state, column),
    makeNode('MatMul', [stored === undefined ? rows : floats, column], [products]),
    onLastAxis('Squeeze', products, exact),
    makeNode('ScatterElements', [rough, places, exact], outputs, { axis: -1n }),
  ];
}

/** The product that makes the first output, which a merged decoder's branches name as they like. */
function findProduct(graph: OnnxGraph, index: ReturnType<typeof indexGraph>): OnnxNode | undefined {
  let node = index.producerOf(graph.outputs[0]?.name ?? '');
  while (node?.opType === 'Identity') node = index.producerOf(node.inputs[0] ?? '');
  return node?.opType === 'MatMul' ? node : undefined;
}

/** Changes one graph; nothing when its logits are made in another way. */
function changeGraph(
  graph: OnnxGraph,
  tables: VocabularyTables,
  names: Names,
  opset: number,
): OnnxGraph | undefined {
  const index = indexGraph(graph);
  const product = findProduct(graph, index);
  const vocabulary =
    product === undefined ? undefined : findVocabulary(product.inputs[1] ?? '', index.producerOf, tables);
  if (vocabulary === undefined) return undefined;
  const nodes = graph.nodes.flatMap((node) =>
    node === product ? shortlistNodes(vocabulary, node, names, opset) : [node],
  );
  const outputs = graph.outputs.map(({ name }) => name);
  const changed = { ...graph, nodes, valueInfos: [] };
  return { ...changed, nodes: ancestorsOf(changed, outputs) };
}

function apply(model: OnnxModel): OnnxEditResult<'model'> {
  const { graph } = model;
  const opset = opsetOf(model);
  if (opset < MIN_OPSET) return unknownLayout(`Operator set ${opset} is too old.`);
  if (graph.outputs[0]?.name !== LOGITS) return unknownLayout('Its first output is not "logits".');
  const { freshName } = indexGraph(graph);
  const names = {
    length: freshName('aichat_length'),
    lastAxis: freshName('aichat_last_axis'),
    fresh: freshName,
  };
  const tables = new VocabularyTables(graph, freshName);
  let products = 0;
  const change = (part: OnnxGraph): OnnxGraph => {
    const changed = changeGraph(part, tables, names, opset);
    if (changed !== undefined) products += 1;
    return changed ?? part;
  };
  const nodes = graph.nodes.map((node) => (node.opType === 'If' ? mapInnerGraphs(node, change) : node));
  const changed = change({ ...graph, nodes });
  if (products === 0) return unknownLayout('Its logits are not a product with a table of words.');
  const initializers: readonly OnnxTensor[] = [
    ...changed.initializers,
    ...tables.made,
    makeIntegers(names.length, [SHORTLIST_LENGTH]),
    makeIntegers(names.lastAxis, [-1]),
  ];
  const edited = dropUnusedInitializers({ ...changed, initializers, valueInfos: [] });
  return {
    kind: 'edited',
    parts: { model: withRuntimeOperators({ ...model, graph: edited }) },
    facts: { shortlists: products },
  };
}

/**
 * Makes the last product of a decoder cheap: the last state times the table of all words, which is half
 * of the work of a step. All words are judged roughly, with the table in 8 bits, and the best
 * {@link SHORTLIST_LENGTH} of them exactly, with the table as it was; the rough numbers of all others stay.
 * So the likeliest word is the one that the original finds. Merged decoders are changed in both branches,
 * where their logits are such a product. Fact: `shortlists`.
 *
 * Needs a processor with fast 8-bit products: see `cpuFeatures`.
 */
export const shortlistVocabulary: OnnxEdit = { name: 'vocabulary-shortlist', version: 1, apply };
