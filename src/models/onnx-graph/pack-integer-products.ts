import { ancestorsOf, dropUnusedInitializers } from './arrange-graph.ts';
import { makeTensor } from './build-model.ts';
import { indexGraph, type GraphIndex } from './graph-index.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from './model.ts';
import { opsetOf, unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';
import { packedProduct, withRuntimeOperators } from './packed-product.ts';
import { blockLengthOf, packColumns } from './packed-rows.ts';
import { bytesIn, floatsIn, signedBytesIn } from './tensor-values.ts';

/** The form of axes and scales that is read here. */
const MIN_OPSET = 11;

/** A product of measured integers with constant ones, as quantisers write it. */
interface IntegerProduct {
  readonly product: OnnxNode;
  /** The float tensor that is measured. */
  readonly data: string;
  /** The float tensor that comes out. */
  readonly output: string;
  readonly steps: Float32Array;
}

function onlyUser(index: GraphIndex, name: string, opType: string): OnnxNode | undefined {
  const [user, ...others] = index.consumersOf(name);
  return others.length === 0 && user?.opType === opType && !index.isOutput(name) ? user : undefined;
}

const otherInput = ({ inputs }: OnnxNode, name: string): string =>
  inputs.find((input) => input !== name) ?? '';

/** The last multiplication gives the product its size: by the measured step times that of the weights. */
function readProduct(product: OnnxNode, index: GraphIndex): IntegerProduct | undefined {
  const [values = '', , zero = ''] = product.inputs;
  const measured = index.producerOf(values);
  const [, step = ''] = measured?.outputs ?? [];
  if (measured?.opType !== 'DynamicQuantizeLinear' || measured.outputs[2] !== zero) return undefined;
  const cast = onlyUser(index, product.outputs[0] ?? '', 'Cast');
  const float = cast?.outputs[0] ?? '';
  const sized = cast === undefined ? undefined : onlyUser(index, float, 'Mul');
  const sizes = sized === undefined ? undefined : index.producerOf(otherInput(sized, float));
  if (sized === undefined || sizes?.opType !== 'Mul' || !sizes.inputs.includes(step)) return undefined;
  const stepTensor = index.constantOf(otherInput(sizes, step));
  const steps = stepTensor === undefined ? undefined : floatsIn(stepTensor);
  const output = sized.outputs[0] ?? '';
  return steps === undefined ? undefined : { product, data: measured.inputs[0] ?? '', output, steps };
}

const integersOf = (tensor: OnnxTensor | undefined): Uint8Array | Int8Array | undefined =>
  tensor === undefined ? undefined : (bytesIn(tensor) ?? signedBytesIn(tensor));

/** The same product as one operator, with its constants; nothing when its weights have another form. */
function pack(
  { product, data, output, steps }: IntegerProduct,
  index: GraphIndex,
): { readonly node: OnnxNode; readonly constants: readonly OnnxTensor[] } | undefined {
  const [, weightName = '', , zeroName = ''] = product.inputs;
  const weight = index.constantOf(weightName);
  const values = integersOf(weight);
  const [depth = 0, columns = 0] = weight?.dims ?? [];
  const blockLength = blockLengthOf(depth);
  const zeros = zeroName === '' ? new Int8Array(1) : integersOf(index.constantOf(zeroName));
  if (values === undefined || weight?.dims.length !== 2 || blockLength === undefined) return undefined;
  const isForEach = (count: number | undefined): boolean => count === 1 || count === columns;
  if (zeros === undefined || !isForEach(zeros.length) || !isForEach(steps.length)) return undefined;
  const packed = packColumns({ values, columns, steps, zeros }, blockLength);
  const name = (part: string): string => index.freshName(`${weightName}_${part}`);
  const blocks = depth / blockLength;
  const constants = [
    makeTensor(name('packed'), [columns, blocks, blockLength], packed.values),
    makeTensor(name('steps'), [columns * blocks], packed.steps),
    ...(packed.zeros === undefined ? [] : [makeTensor(name('zeros'), [columns * blocks], packed.zeros)]),
  ];
  const inputs = [data, ...constants.map((tensor) => tensor.name)];
  return { node: packedProduct(inputs, [output], depth, columns), constants };
}

function apply(model: OnnxModel): OnnxEditResult<'model'> {
  const { graph } = model;
  if (opsetOf(model) < MIN_OPSET) return unknownLayout(`Operator set ${opsetOf(model)} is too old.`);
  const index = indexGraph(graph);
  const replaced = new Map<string, OnnxNode>();
  const constants: OnnxTensor[] = [];
  for (const node of graph.nodes) {
    const product = node.opType === 'MatMulInteger' ? readProduct(node, index) : undefined;
    const packed = product === undefined ? undefined : pack(product, index);
    if (product === undefined || packed === undefined) continue;
    replaced.set(product.output, packed.node);
    constants.push(...packed.constants);
  }
  if (replaced.size === 0) return unknownLayout('It has no products of integers with constant weights.');
  const nodes = graph.nodes.map((node) => replaced.get(node.outputs[0] ?? '') ?? node);
  const changed = { ...graph, nodes, initializers: [...graph.initializers, ...constants], valueInfos: [] };
  const needed = ancestorsOf(
    changed,
    graph.outputs.map(({ name }) => name),
  );
  return {
    kind: 'edited',
    parts: {
      model: withRuntimeOperators({ ...model, graph: dropUnusedInitializers({ ...changed, nodes: needed }) }),
    },
    facts: { packedProducts: replaced.size },
  };
}

/**
 * Makes one operator of each product of measured integers with 8-bit weights: the same weights to the bit,
 * the other side measured in short blocks instead of all at once, which is faster for few rows and nearer to
 * the product of floats. Fact: `packedProducts`.
 */
export const packIntegerProducts: OnnxEdit = { name: 'packed-products', version: 1, apply };
