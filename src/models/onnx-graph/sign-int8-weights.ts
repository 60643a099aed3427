import { dropUnusedInitializers } from './arrange-graph.ts';
import { makeTensor } from './build-model.ts';
import { indexGraph } from './graph-index.ts';
import { mapNodes, visitNodes, type Scope } from './map-graphs.ts';
import { DATA_TYPE, type OnnxModel, type OnnxNode, type OnnxTensor } from './model.ts';
import { unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';
import { bytesIn } from './tensor-values.ts';

const OPERATOR = 'MatMulInteger';
const WEIGHT = 1;
const WEIGHT_ZERO = 3;

const isUnsigned = (tensor: OnnxTensor | undefined): tensor is OnnxTensor =>
  tensor !== undefined && tensor.dataType === DATA_TYPE.uint8 && bytesIn(tensor) !== undefined;

/** Moves values from 0…255 to -128…127. A plain loop, because there are millions of them. */
function shiftDown(tensor: OnnxTensor, name: string): OnnxTensor {
  const unsigned = bytesIn(tensor) ?? new Uint8Array(0);
  const signed = new Int8Array(unsigned.length);
  for (let place = 0; place < signed.length; place += 1) signed[place] = (unsigned[place] ?? 0) - 128;
  return makeTensor(name, tensor.dims, signed);
}

const hasKnownZero = (node: OnnxNode, scope: Scope): boolean => {
  const name = node.inputs[WEIGHT_ZERO] ?? '';
  return name === '' || isUnsigned(scope.get(name));
};

/** The unsigned weights that nothing but products uses, and those only as weights. */
function findWeights(model: OnnxModel): ReadonlySet<OnnxTensor> {
  const weights = new Set<OnnxTensor>();
  const refused = new Set<OnnxTensor | undefined>();
  visitNodes(
    model.graph,
    (node, scope) => {
      for (const [place, name] of node.inputs.entries()) {
        const tensor = scope.get(name);
        if (!isUnsigned(tensor)) continue;
        if (node.opType === OPERATOR && place === WEIGHT && hasKnownZero(node, scope)) weights.add(tensor);
        else refused.add(tensor);
      }
    },
    (graph, scope) => {
      for (const { name } of [...graph.inputs, ...graph.outputs]) refused.add(scope.get(name));
    },
  );
  return new Set([...weights].filter((weight) => !refused.has(weight)));
}

function apply(model: OnnxModel): OnnxEditResult<'model'> {
  const weights = findWeights(model);
  if (weights.size === 0) return unknownLayout('It has no products with unsigned 8-bit weights.');
  const { freshName } = indexGraph(model.graph);
  const graph = mapNodes(
    model.graph,
    (node, scope, add) => {
      const weight = node.opType === OPERATOR ? scope.get(node.inputs[WEIGHT] ?? '') : undefined;
      if (weight === undefined || !weights.has(weight)) return [node];
      const [data = '', name = '', dataZero = '', weightZero = ''] = node.inputs;
      // Without a zero point the weights were counted from 0, which is -128 now.
      const zero = scope.get(weightZero) ?? makeTensor('', [], new Uint8Array(1));
      const zeroName = freshName('aichat_signed_zero');
      add(shiftDown(zero, zeroName));
      return [{ ...node, inputs: [data, name, dataZero, zeroName] }];
    },
    (tensor) => [weights.has(tensor) ? shiftDown(tensor, tensor.name) : tensor],
  );
  const edited = { ...model, graph: dropUnusedInitializers(graph) };
  return { kind: 'edited', parts: { model: edited }, facts: { signedWeights: weights.size } };
}

/**
 * Turns the unsigned 8-bit weights of integer products into signed ones, together with their zero points:
 * the products are the same to the bit, and processors with instructions for such products multiply signed
 * weights several times as fast. On others the sums can overflow: see `cpuFeatures`. Fact: `signedWeights`.
 */
export const signInt8Weights: OnnxEdit = { name: 'signed-int8', version: 1, apply };
