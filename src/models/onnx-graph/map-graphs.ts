import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor } from './model.ts';

/** The constants that a node sees: those of its own graph and of the graphs around it. */
export type Scope = ReadonlyMap<string, OnnxTensor>;

const scopeOf = (graph: OnnxGraph, outer: Scope): Scope =>
  new Map([...outer, ...graph.initializers.map((tensor) => [tensor.name, tensor] as const)]);

/** Calls `visit` for every node of a graph and of the graphs inside it. */
export function visitNodes(
  graph: OnnxGraph,
  visit: (node: OnnxNode, scope: Scope) => void,
  visitGraph: (graph: OnnxGraph, scope: Scope) => void = () => undefined,
  outer: Scope = new Map(),
): void {
  const scope = scopeOf(graph, outer);
  visitGraph(graph, scope);
  for (const node of graph.nodes) {
    visit(node, scope);
    for (const attribute of node.attributes) {
      if (attribute.graph !== undefined) visitNodes(attribute.graph, visit, visitGraph, scope);
      for (const inner of attribute.graphs) visitNodes(inner, visit, visitGraph, scope);
    }
  }
}

/** Changes the graphs inside a node; the node itself stays when there are none. */
export function mapInnerGraphs(node: OnnxNode, change: (graph: OnnxGraph) => OnnxGraph): OnnxNode {
  const hasGraph = node.attributes.some(({ graph, graphs }) => graph !== undefined || graphs.length > 0);
  if (!hasGraph) return node;
  const attributes = node.attributes.map((attribute): OnnxAttribute => {
    const { graph, graphs } = attribute;
    return { ...attribute, ...(graph && { graph: change(graph) }), graphs: graphs.map(change) };
  });
  return { ...node, attributes };
}

/**
 * Replaces nodes by others in a graph and in the graphs inside it. `change` gives the new nodes; new
 * constants that it needs are given to `add`, which puts them into the graph that is being changed.
 */
export function mapNodes(
  graph: OnnxGraph,
  change: (node: OnnxNode, scope: Scope, add: (tensor: OnnxTensor) => void) => readonly OnnxNode[],
  changeConstants: (tensor: OnnxTensor) => readonly OnnxTensor[],
  outer: Scope = new Map(),
): OnnxGraph {
  const scope = scopeOf(graph, outer);
  const added: OnnxTensor[] = [];
  const nodes = graph.nodes.flatMap((node) =>
    change(node, scope, (tensor) => added.push(tensor)).map((own) =>
      mapInnerGraphs(own, (inner) => mapNodes(inner, change, changeConstants, scope)),
    ),
  );
  return { ...graph, nodes, initializers: [...graph.initializers.flatMap(changeConstants), ...added] };
}
