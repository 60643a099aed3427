import { ancestorsOf, dropUnusedInitializers } from './arrange-graph.ts';
import { makeIntegers } from './build-model.ts';
import { indexGraph, type GraphIndex } from './graph-index.ts';
import { mapInnerGraphs, type Scope } from './map-graphs.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from './model.ts';
import type { OnnxEdit, OnnxEditResult } from './onnx-edit.ts';
import { integersIn } from './tensor-values.ts';

/** A size that is found when the model runs. */
const OPEN = 'open';
type Size = number | typeof OPEN;

const BATCH = 1;
/** They change the dimensions of a size, not its value. */
const PASSING: ReadonlySet<string> = new Set(['Unsqueeze', 'Squeeze', 'Identity']);

/** Follows how a graph computes the sizes for a Reshape. */
class SizeReader {
  readonly #index: GraphIndex;
  readonly #outer: Scope;

  constructor(index: GraphIndex, outer: Scope) {
    this.#index = index;
    this.#outer = outer;
  }

  #constant(name: string): readonly number[] | undefined {
    const tensor = this.#index.constantOf(name) ?? this.#outer.get(name);
    return tensor === undefined ? undefined : integersIn(tensor);
  }

  /** One size: a constant, the batch, a multiple of it, or an open one. */
  #sizeOf(name: string): Size {
    const constant = this.#constant(name);
    if (constant !== undefined) return constant.length === 1 ? (constant[0] ?? OPEN) : OPEN;
    const node = this.#index.producerOf(name);
    if (node === undefined) return OPEN;
    const { opType } = node;
    const [first = '', second = ''] = node.inputs;
    if (PASSING.has(opType)) return this.#sizeOf(first);
    const isOfShape = this.#index.producerOf(first)?.opType === 'Shape';
    const isFirst = this.#constant(second)?.join() === '0';
    if (opType === 'Gather') return isOfShape && isFirst ? BATCH : OPEN;
    if (opType === 'Slice') {
      const isOne = this.#constant(node.inputs[2] ?? '')?.join() === '1';
      return isOfShape && isFirst && isOne ? BATCH : OPEN;
    }
    if (opType !== 'Mul') return OPEN;
    const [one, other] = [this.#sizeOf(first), this.#sizeOf(second)];
    return one === OPEN || other === OPEN ? OPEN : one * other;
  }

  /** The sizes in a Reshape's second input as constants, or nothing when too many are open. */
  sizesOf(name: string): readonly number[] | undefined {
    const node = this.#index.producerOf(name);
    if (node?.opType !== 'Concat') return undefined;
    const sizes = node.inputs.flatMap(
      (part): readonly Size[] => this.#constant(part) ?? [this.#sizeOf(part)],
    );
    const unknown = sizes.filter((size) => size === OPEN || size === -1);
    if (unknown.length > 1 || sizes.includes(0)) return undefined;
    return sizes.map((size) => (size === OPEN ? -1 : size));
  }
}

function fixGraph(
  graph: OnnxGraph,
  outer: Scope,
  fresh: (wish: string) => string,
  made: OnnxTensor[],
): OnnxGraph {
  const reader = new SizeReader(indexGraph(graph), outer);
  const names = new Map<string, string>();
  const shapeName = (sizes: readonly number[]): string => {
    const key = sizes.join('_').replace('-', 'm');
    const name = names.get(key) ?? fresh(`aichat_shape_${key}`);
    if (!names.has(key)) made.push(makeIntegers(name, sizes));
    names.set(key, name);
    return name;
  };
  const nodes = graph.nodes.map((node): OnnxNode => {
    const [data = '', shape = ''] = node.inputs;
    const sizes = node.opType === 'Reshape' ? reader.sizesOf(shape) : undefined;
    return sizes === undefined ? node : { ...node, inputs: [data, shapeName(sizes)] };
  });
  const fixed = { ...graph, nodes, valueInfos: [] };
  return {
    ...fixed,
    nodes: ancestorsOf(
      fixed,
      graph.outputs.map(({ name }) => name),
    ),
  };
}

function apply(model: OnnxModel): OnnxEditResult<'model'> {
  const { graph } = model;
  const { freshName } = indexGraph(graph);
  const scope: Scope = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const made: OnnxTensor[] = [];
  const fix = (part: OnnxGraph): OnnxGraph => fixGraph(part, scope, freshName, made);
  const outside = fix(graph);
  const nodes = outside.nodes.map((node) => (node.opType === 'If' ? mapInnerGraphs(node, fix) : node));
  if (made.length === 0) return { kind: 'edited', parts: { model }, facts: { fixedShapes: 0 } };
  const initializers = [...graph.initializers, ...made];
  const edited = dropUnusedInitializers({ ...outside, nodes, initializers });
  return {
    kind: 'edited',
    parts: { model: { ...model, graph: edited } },
    facts: { fixedShapes: made.length },
  };
}

/**
 * Settles that the batch is 1: shapes that exporters compute from the batch at every run become constants.
 * A step of a Whisper decoder consists of some 700 operations, and a third of them do nothing else. Inputs
 * and outputs keep their names and shapes. Fact: `fixedShapes`.
 */
export const fixBatch: OnnxEdit = { name: 'batch-of-one', version: 2, apply };
