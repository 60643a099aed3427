import { ancestorsOf, dropUnusedInitializers, sortNodes } from './arrange-graph.ts';
import { AttentionReader, type AttentionCore } from './attention-core.ts';
import { makeNode } from './build-model.ts';
import { indexGraph } from './graph-index.ts';
import type { OnnxGraph, OnnxNode } from './model.ts';
import { unknownLayout, type OnnxEdit } from './onnx-edit.ts';
import { RUNTIME_DOMAIN, withRuntimeOperators } from './packed-product.ts';

function attentionNode({ queries, keys, values, scale, output }: AttentionCore, heads: number): OnnxNode {
  const isKept = keys.past !== undefined;
  return makeNode(
    'MultiHeadAttention',
    [
      queries,
      keys.source,
      values.source,
      ...(isKept ? ['', '', '', keys.past ?? '', values.past ?? ''] : []),
    ],
    [output, ...(isKept ? [keys.present ?? '', values.present ?? ''] : [])],
    { num_heads: BigInt(heads), scale, ...(isKept ? { unidirectional: 1n } : {}) },
    RUNTIME_DOMAIN,
  );
}

/** A mask is only understood where it hides what comes later in the text. */
const isUsable = ({ keys, values, isMasked }: AttentionCore): boolean =>
  (keys.past === undefined) === (values.past === undefined) && (!isMasked || keys.past !== undefined);

/** Which attentions become one operator. */
export interface FusedAttentions {
  /** Of every attention in the model. */
  readonly heads: number;
  /**
   * `new`: those whose keys and values are made in the same run. `growing`: those whose keys and values are
   * added to kept ones. One query that looks for many kept keys is slower as one operator.
   */
  readonly kind: 'new' | 'growing';
}

function fuse(
  graph: OnnxGraph,
  { heads, kind }: FusedAttentions,
): { readonly graph: OnnxGraph; readonly count: number } {
  const index = indexGraph(graph);
  const reader = new AttentionReader(index);
  const isMeant = ({ keys }: AttentionCore): boolean =>
    kind === 'growing'
      ? keys.past !== undefined
      : keys.past === undefined && index.producerOf(keys.source) !== undefined;
  const cores = graph.nodes
    .filter(({ opType }) => opType === 'Softmax')
    .map((softmax) => reader.read(softmax))
    .filter((core) => core !== undefined)
    .filter((core) => isUsable(core) && isMeant(core));
  const fused = cores.map((core) => attentionNode(core, heads));
  const made = new Set(fused.flatMap(({ outputs }) => outputs));
  const kept = graph.nodes.filter(({ outputs }) => !outputs.some((name) => made.has(name)));
  const changed = { ...graph, nodes: [...kept, ...fused], valueInfos: [] };
  const needed = ancestorsOf(
    changed,
    graph.outputs.map(({ name }) => name),
  );
  return { graph: { ...changed, nodes: sortNodes(needed) }, count: cores.length };
}

/**
 * Makes one operator of each attention: no rearranging of queries, keys and values, and no table of all
 * scores in memory. Found by the form around each Softmax. Fact: `attentions`.
 */
export const fuseAttention = (which: FusedAttentions): OnnxEdit => ({
  name: `${which.kind}-attention`,
  version: 1,
  apply(model) {
    const { graph, count } = fuse(model.graph, which);
    if (count === 0) return unknownLayout('It has no attention of a known form.');
    return {
      kind: 'edited',
      parts: { model: withRuntimeOperators({ ...model, graph: dropUnusedInitializers(graph) }) },
      facts: { attentions: count },
    };
  },
});
