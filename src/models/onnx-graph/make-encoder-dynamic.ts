import { dropUnusedInitializers, sortNodes } from './arrange-graph.ts';
import { makeIntegers, makeNode } from './build-model.ts';
import { indexGraph, type GraphIndex } from './graph-index.ts';
import type { OnnxDimension, OnnxModel, OnnxNode, OnnxValueInfo } from './model.ts';
import { opsetOf, unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';
import { ShapeRewriter } from './shape-rewriter.ts';
import { integersIn } from './tensor-values.ts';

/** Positions of every published Whisper encoder; used where the file leaves its length open. */
const WHISPER_POSITIONS = 1500;
/** The sound is [batch, mel bands, frames]. */
const FRAMES_AXIS = 2;
/** The second convolution takes every other frame. */
const FRAMES_PER_POSITION = 2;

/** The sum of the sound's features and the table of positions. */
interface PositionSum {
  readonly node: OnnxNode;
  readonly tableInput: 0 | 1;
  /** A tensor with the whole table: a constant, or what a lookup in a constant gives. */
  readonly table: string;
  readonly axis: number;
}

const dimsOf = (info: OnnxValueInfo | undefined): readonly OnnxDimension[] =>
  info?.type?.tensor?.shape?.dims ?? [];

/** Dims of a constant, also when it is looked up whole: Gather(table, 0..n-1). */
function tableDims(index: GraphIndex, name: string): readonly number[] | undefined {
  const constant = index.constantOf(name);
  if (constant !== undefined) return constant.dims;
  const node = index.producerOf(name);
  if (node?.opType !== 'Gather') return undefined;
  const [tableName = '', indexName = ''] = node.inputs;
  const table = index.constantOf(tableName);
  const rows = index.constantOf(indexName);
  if (table?.dims.length !== 2 || rows === undefined) return undefined;
  if (!integersIn(rows)?.every((row, place) => row === place)) return undefined;
  return [...rows.dims, table.dims[1] ?? 0];
}

function findPositionSums(model: OnnxModel, index: GraphIndex, positions: number): readonly PositionSum[] {
  return model.graph.nodes.flatMap((node) =>
    ([0, 1] as const).flatMap((tableInput): readonly PositionSum[] => {
      const table = node.inputs[tableInput] ?? '';
      const dims = node.opType === 'Add' ? tableDims(index, table) : undefined;
      if (dims === undefined || dims.length < 2 || dims.length > 3) return [];
      const axis = dims.length - 2;
      const isTable = dims[axis] === positions && (dims[axis + 1] ?? 0) > 1 && (axis === 0 || dims[0] === 1);
      return isTable ? [{ node, tableInput, table, axis }] : [];
    }),
  );
}

/** Some exports know every length already: they cut the table to the length of the sound. */
function cutsTableItself(model: OnnxModel, index: GraphIndex): boolean {
  return model.graph.nodes.some(({ opType, inputs }) => {
    const dims = opType === 'Slice' ? index.constantOf(inputs[0] ?? '')?.dims : undefined;
    return dims?.includes(WHISPER_POSITIONS) === true && index.constantOf(inputs[2] ?? '') === undefined;
  });
}

/** Gives a dimension a name instead of a size. */
const openDimension = (
  info: OnnxValueInfo,
  isBaked: (dim: OnnxDimension, axis: number) => boolean,
  symbol: string,
): OnnxValueInfo => {
  const { type } = info;
  const tensor = type?.tensor;
  if (tensor?.shape === undefined) return info;
  const dims = tensor.shape.dims.map((dim, axis) => (isBaked(dim, axis) ? { symbol } : dim));
  return { ...info, type: { ...type, tensor: { ...tensor, shape: { ...tensor.shape, dims } } } };
};

const isFrames = (_dim: OnnxDimension, axis: number): boolean => axis === FRAMES_AXIS;

function openLength(model: OnnxModel, sum: PositionSum, positions: number, index: GraphIndex): OnnxModel {
  const { graph } = model;
  const fresh = (purpose: string): string => index.freshName(`aichat_window_${purpose}`);
  const names = {
    shape: fresh('shape'),
    vector: fresh('length'),
    scalar: fresh('length_scalar'),
    table: fresh('table'),
    zero: fresh('zero'),
    one: fresh('one'),
    two: fresh('two'),
    axis: fresh('axis'),
    oneScalar: fresh('one_scalar'),
  };
  const sound = sum.node.inputs[1 - sum.tableInput] ?? '';
  const rewriter = new ShapeRewriter(index, positions, names);
  const nodes = graph.nodes.map((node) => {
    if (node === sum.node) {
      return { ...node, inputs: sum.tableInput === 0 ? [names.table, sound] : [sound, names.table] };
    }
    if (node.opType !== 'Reshape' && node.opType !== 'Expand') return node;
    const [data = '', shape = '', ...rest] = node.inputs;
    const rewritten = rewriter.rewrite(shape);
    return rewritten === shape ? node : { ...node, inputs: [data, rewritten, ...rest] };
  });
  const added = [
    makeNode('Shape', [sound], [names.shape]),
    makeNode('Slice', [names.shape, names.one, names.two, names.zero], [names.vector]),
    makeNode('Gather', [names.shape, names.oneScalar], [names.scalar], { axis: 0n }),
    makeNode('Slice', [sum.table, names.zero, names.vector, names.axis], [names.table]),
    ...rewriter.added,
  ];
  const initializers = [
    makeIntegers(names.zero, [0]),
    makeIntegers(names.one, [1]),
    makeIntegers(names.two, [2]),
    makeIntegers(names.axis, [sum.axis]),
    { ...makeIntegers(names.oneScalar, [1]), dims: [] },
    ...rewriter.initializers,
  ];
  return {
    ...model,
    graph: dropUnusedInitializers({
      ...graph,
      nodes: sortNodes([...added, ...nodes]),
      initializers: [...graph.initializers, ...initializers],
      inputs: graph.inputs.map((info) =>
        dimsOf(info).length === 3 ? openDimension(info, isFrames, 'frames') : info,
      ),
      outputs: graph.outputs.map((info) =>
        openDimension(info, ({ value }) => value === positions, 'positions'),
      ),
      valueInfos: [],
    }),
  };
}

function apply(model: OnnxModel): OnnxEditResult<'model'> {
  const index = indexGraph(model.graph);
  const sounds = model.graph.inputs.filter(
    (info) => dimsOf(info).length === 3 && index.constantOf(info.name) === undefined,
  );
  const [sound] = sounds;
  if (sound === undefined || sounds.length > 1) {
    return unknownLayout(`It has ${sounds.length} inputs of three dimensions, not one.`);
  }
  const frames = dimsOf(sound)[FRAMES_AXIS]?.value;
  const positions = frames === undefined ? WHISPER_POSITIONS : frames / FRAMES_PER_POSITION;
  const sums = findPositionSums(model, index, positions);
  const [sum] = sums;
  if (sum === undefined && frames === undefined && cutsTableItself(model, index)) {
    return { kind: 'edited', parts: { model }, facts: { positions, wasDynamic: true } };
  }
  if (sum === undefined || sums.length > 1) {
    return unknownLayout(`It adds ${sums.length} tables of ${positions} positions, not one.`);
  }
  // Slice takes its bounds as inputs from operator set 10 on.
  if (opsetOf(model) < 10) return unknownLayout(`Operator set ${opsetOf(model)} is too old.`);
  const facts = { positions, wasDynamic: false };
  return { kind: 'edited', parts: { model: openLength(model, sum, positions, index) }, facts };
}

/**
 * Lets a Whisper encoder take windows shorter than its 30 s: the table of positions is cut to the length
 * of the sound, and where that length was written into a shape it is measured instead. The parts of the
 * graph are found by their shapes, because names differ from export to export. Facts: `positions` of the
 * full window, `wasDynamic` when the file could do so already.
 */
export const makeEncoderDynamic: OnnxEdit = { name: 'dynamic-encoder', version: 1, apply };
