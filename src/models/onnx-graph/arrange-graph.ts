import { needsOf } from './graph-index.ts';
import type { OnnxGraph, OnnxNode } from './model.ts';

/** The nodes that `names` hang on, in their old order; the search stops at the tensors in `stops`. */
export function ancestorsOf(
  graph: OnnxGraph,
  names: readonly string[],
  stops: ReadonlySet<string> = new Set(),
): readonly OnnxNode[] {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const kept = new Set<OnnxNode>();
  const open = names.filter((name) => !stops.has(name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = producers.get(name);
    if (node === undefined || kept.has(node)) continue;
    kept.add(node);
    open.push(...needsOf(node).filter((need) => !stops.has(need)));
  }
  return graph.nodes.filter((node) => kept.has(node));
}

/** Puts every node behind those that it needs and changes the order no more than that. */
export function sortNodes(nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const sorted = new Set<OnnxNode>();
  for (const root of nodes) {
    // The stack stands for recursion: graphs are deeper than call stacks.
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const missing = needsOf(node)
        .map((name) => producers.get(name))
        .find((producer) => producer !== undefined && producer !== node && !sorted.has(producer));
      if (missing === undefined || stack.length > nodes.length) {
        sorted.add(node);
        stack.pop();
      } else stack.push(missing);
    }
  }
  return [...sorted];
}

/** Leaves out the initializers that nothing uses. */
export function dropUnusedInitializers(graph: OnnxGraph): OnnxGraph {
  const needed = new Set([...graph.nodes.flatMap(needsOf), ...graph.outputs.map(({ name }) => name)]);
  return { ...graph, initializers: graph.initializers.filter(({ name }) => needed.has(name)) };
}
