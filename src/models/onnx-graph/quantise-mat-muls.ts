import { dropUnusedInitializers } from './arrange-graph.ts';
import { makeNode, makeTensor } from './build-model.ts';
import { indexGraph } from './graph-index.ts';
import { mapNodes, visitNodes } from './map-graphs.ts';
import { DATA_TYPE, type OnnxModel, type OnnxTensor } from './model.ts';
import { opsetOf, unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';
import { RowMeasure, type MeasuredRows } from './measured-rows.ts';
import { RUNTIME_DOMAIN, withRuntimeOperators } from './packed-product.ts';
import { floatsIn } from './tensor-values.ts';

/** Smaller matrices cost more to prepare than they save. */
const MIN_VALUES = 1024;
const MAX_SIGNED = 127;

/** A matrix in 8 bits: the values of each column in steps of its own. */
interface QuantisedMatrix {
  readonly values: OnnxTensor;
  readonly steps: OnnxTensor;
}

function quantiseColumns(matrix: OnnxTensor, freshName: (wish: string) => string): QuantisedMatrix {
  const [rows = 0, columns = 0] = matrix.dims;
  const floats = floatsIn(matrix) ?? new Float32Array(rows * columns);
  const steps = new Float32Array(columns);
  for (let place = 0; place < floats.length; place += columns) {
    for (let column = 0; column < columns; column += 1) {
      const size = Math.abs(floats[place + column] ?? 0);
      if (size > (steps[column] ?? 0)) steps[column] = size;
    }
  }
  // A column of zeros is zeros in steps of any width.
  for (const [column, greatest] of steps.entries())
    steps[column] = greatest === 0 ? 1 : greatest / MAX_SIGNED;
  const values = new Int8Array(floats.length);
  for (let place = 0; place < floats.length; place += columns) {
    for (let column = 0; column < columns; column += 1) {
      values[place + column] = Math.round((floats[place + column] ?? 0) / (steps[column] ?? 1));
    }
  }
  return {
    values: makeTensor(freshName(`${matrix.name}_quantised`), matrix.dims, values),
    steps: makeTensor(freshName(`${matrix.name}_steps`), [columns], steps),
  };
}

const isMatrix = (tensor: OnnxTensor | undefined): tensor is OnnxTensor =>
  tensor !== undefined &&
  tensor.dataType === DATA_TYPE.float &&
  tensor.dims.length === 2 &&
  (tensor.dims[0] ?? 0) * (tensor.dims[1] ?? 0) >= MIN_VALUES &&
  floatsIn(tensor) !== undefined;

function findMatrices(model: OnnxModel): ReadonlySet<OnnxTensor> {
  const matrices = new Set<OnnxTensor>();
  visitNodes(model.graph, ({ opType, inputs }, scope) => {
    const tensor = opType === 'MatMul' ? scope.get(inputs[1] ?? '') : undefined;
    if (tensor !== undefined && !matrices.has(tensor) && isMatrix(tensor)) matrices.add(tensor);
  });
  return matrices;
}

function apply(model: OnnxModel): OnnxEditResult<'model'> {
  const opset = opsetOf(model);
  if (opset < 11) return unknownLayout(`Operator set ${opset} is too old.`);
  const found = findMatrices(model);
  if (found.size === 0) return unknownLayout('It has no products with constant matrices.');
  const { freshName } = indexGraph(model.graph);
  const rows = new RowMeasure(opset, freshName);
  const quantised = new Map([...found].map((matrix) => [matrix, quantiseColumns(matrix, freshName)]));
  /** What a tensor was measured to, so that several products of it share that. */
  const inputs = new WeakMap<ReadonlyMap<string, OnnxTensor>, Map<string, MeasuredRows>>();

  const graph = mapNodes(
    model.graph,
    (node, scope) => {
      const [data = '', matrixName = ''] = node.inputs;
      const matrix = node.opType === 'MatMul' ? scope.get(matrixName) : undefined;
      const small = matrix === undefined ? undefined : quantised.get(matrix);
      if (small === undefined) return [node];
      const shared = inputs.get(scope) ?? new Map<string, MeasuredRows>();
      inputs.set(scope, shared);
      const known = shared.get(data);
      const measured = known ?? rows.measure(data);
      shared.set(data, { ...measured, nodes: [] });
      const product = freshName('aichat_product');
      return [
        ...measured.nodes,
        makeNode(
          'MatMulIntegerToFloat',
          [measured.values, small.values.name, rows.unit, small.steps.name, rows.zero],
          [product],
          {},
          RUNTIME_DOMAIN,
        ),
        makeNode('Mul', [product, measured.steps], node.outputs),
      ];
    },
    (tensor) => {
      const small = quantised.get(tensor);
      return small === undefined ? [tensor] : [tensor, small.values, small.steps];
    },
  );
  const initializers = [...graph.initializers, ...rows.constants];
  const edited = { ...model, graph: dropUnusedInitializers({ ...graph, initializers, valueInfos: [] }) };
  return {
    kind: 'edited',
    parts: { model: withRuntimeOperators(edited) },
    facts: { quantisedMatrices: quantised.size },
  };
}

/**
 * Turns products of float32 tensors with constant matrices into products of 8-bit integers: the matrix in
 * signed steps of each column, the other side in steps of each row, measured when the model runs; so does
 * CTranslate2. Faster where signed integers pay (see `cpuFeatures`) and a little less exact. Other sides are
 * [rows, width] or [1, rows, width]. Fact: `quantisedMatrices`.
 */
export const quantiseMatMuls: OnnxEdit = { name: 'quantised', version: 2, apply };
