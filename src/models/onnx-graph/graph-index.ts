import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor } from './model.ts';

/** Who makes a tensor and who uses it, inside one graph. */
export interface GraphIndex {
  /** The value of an initializer or of a `Constant` node; also behind `Identity`. */
  readonly constantOf: (name: string) => OnnxTensor | undefined;
  readonly producerOf: (name: string) => OnnxNode | undefined;
  /** The users of a tensor in this graph and in the graphs inside it. */
  readonly consumersOf: (name: string) => readonly OnnxNode[];
  readonly isOutput: (name: string) => boolean;
  readonly isInput: (name: string) => boolean;
  /** A name that nothing in the graph has yet. */
  readonly freshName: (wish: string) => string;
}

export const attributeOf = (node: OnnxNode, name: string): OnnxAttribute | undefined =>
  node.attributes.find((attribute) => attribute.name === name);

/** The integers of an attribute, or `otherwise` when it is absent. */
export const integersOf = (node: OnnxNode, name: string, otherwise: readonly number[]): readonly number[] =>
  attributeOf(node, name)?.ints.map(Number) ?? otherwise;

/** The graphs inside a node. */
export const innerGraphsOf = (node: OnnxNode): readonly OnnxGraph[] =>
  node.attributes.flatMap(({ graph, graphs }) => (graph === undefined ? graphs : [graph, ...graphs]));

/** The names that a node needs: its inputs and what the graphs inside it take from outside. */
export function needsOf(node: OnnxNode): readonly string[] {
  return [...node.inputs, ...innerGraphsOf(node).flatMap(capturesOf)].filter((name) => name !== '');
}

function capturesOf(graph: OnnxGraph): readonly string[] {
  const own = new Set([
    ...graph.inputs.map(({ name }) => name),
    ...graph.initializers.map(({ name }) => name),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const needed = [...graph.nodes.flatMap(needsOf), ...graph.outputs.map(({ name }) => name)];
  return needed.filter((name) => !own.has(name));
}

function allNodes(graph: OnnxGraph): readonly OnnxNode[] {
  return graph.nodes.flatMap((node) => [node, ...innerGraphsOf(node).flatMap(allNodes)]);
}

function allNames(graph: OnnxGraph): readonly string[] {
  return [
    ...[...graph.inputs, ...graph.outputs, ...graph.initializers].map(({ name }) => name),
    ...graph.nodes.flatMap((node) => [
      ...node.inputs,
      ...node.outputs,
      ...innerGraphsOf(node).flatMap(allNames),
    ]),
  ];
}

export function indexGraph(graph: OnnxGraph): GraphIndex {
  const initializers = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of allNodes(graph)) {
    for (const name of new Set(node.inputs)) {
      const users = consumers.get(name);
      if (users === undefined) consumers.set(name, [node]);
      else users.push(node);
    }
  }
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const names = new Set(allNames(graph));

  const constantOf = (name: string): OnnxTensor | undefined => {
    const initializer = initializers.get(name);
    if (initializer !== undefined) return initializer;
    const node = producers.get(name);
    if (node?.opType === 'Constant') return attributeOf(node, 'value')?.tensor;
    return node?.opType === 'Identity' ? constantOf(node.inputs[0] ?? '') : undefined;
  };

  return {
    constantOf,
    producerOf: (name) => producers.get(name),
    consumersOf: (name) => consumers.get(name) ?? [],
    isOutput: (name) => outputs.has(name),
    isInput: (name) => inputs.has(name),
    freshName(wish) {
      let name = wish;
      for (let count = 2; names.has(name); count += 1) name = `${wish}_${count}`;
      names.add(name);
      return name;
    },
  };
}
