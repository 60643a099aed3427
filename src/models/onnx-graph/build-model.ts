import { AppError } from '#core';
import {
  ATTRIBUTE_TYPE,
  DATA_TYPE,
  type OnnxAttribute,
  type OnnxDimension,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './model.ts';

/** Values of a tensor; the array's kind says the data type (`Uint8ClampedArray` stands for booleans). */
export type OnnxValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int32Array
  | BigInt64Array;

function dataTypeOf(values: OnnxValues): number {
  if (values instanceof Float32Array) return DATA_TYPE.float;
  if (values instanceof Float64Array) return DATA_TYPE.double;
  if (values instanceof Int8Array) return DATA_TYPE.int8;
  if (values instanceof Uint8Array) return DATA_TYPE.uint8;
  if (values instanceof Uint8ClampedArray) return DATA_TYPE.bool;
  if (values instanceof Int32Array) return DATA_TYPE.int32;
  return DATA_TYPE.int64;
}

/**
 * Makes a tensor that shares the memory of `values`; no dimensions mean a single value.
 *
 * @throws AppError `INTERNAL` when the number of values does not fit the dimensions.
 */
export function makeTensor(name: string, dims: readonly number[], values: OnnxValues): OnnxTensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== values.length) {
    throw new AppError('INTERNAL', {
      message: `The tensor ${name} has ${values.length} values for ${size} places.`,
    });
  }
  return {
    name,
    dims,
    dataType: dataTypeOf(values),
    rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    floatData: [],
    int32Data: [],
    int64Data: [],
    doubleData: [],
    uint64Data: [],
    externalData: [],
  };
}

/** Makes a vector of 64-bit integers, the form of every shape and index. */
export const makeIntegers = (name: string, values: readonly number[]): OnnxTensor =>
  makeTensor(name, [values.length], BigInt64Array.from(values, BigInt));

/** What an attribute may hold; integers are `bigint`, floats are `number`. */
export type OnnxAttributeValue =
  | number
  | bigint
  | string
  | readonly number[]
  | readonly bigint[]
  | OnnxTensor
  | OnnxGraph;

const EMPTY_LISTS = { floats: [], ints: [], texts: [], tensors: [], graphs: [] } as const;

const isList = (value: OnnxAttributeValue): value is readonly number[] | readonly bigint[] =>
  Array.isArray(value);

const isIntegers = (list: readonly number[] | readonly bigint[]): list is readonly bigint[] =>
  typeof list[0] === 'bigint';

/** Makes an attribute; a list must not be empty, since its first item tells its type. */
export function makeAttribute(name: string, value: OnnxAttributeValue): OnnxAttribute {
  const base = { ...EMPTY_LISTS, name };
  if (typeof value === 'number') return { ...base, type: ATTRIBUTE_TYPE.float, float: value };
  if (typeof value === 'bigint') return { ...base, type: ATTRIBUTE_TYPE.int, int: value };
  if (typeof value === 'string') {
    return { ...base, type: ATTRIBUTE_TYPE.text, text: new TextEncoder().encode(value) };
  }
  if (isList(value)) {
    return isIntegers(value)
      ? { ...base, type: ATTRIBUTE_TYPE.ints, ints: value }
      : { ...base, type: ATTRIBUTE_TYPE.floats, floats: value };
  }
  return 'dataType' in value
    ? { ...base, type: ATTRIBUTE_TYPE.tensor, tensor: value }
    : { ...base, type: ATTRIBUTE_TYPE.graph, graph: value };
}

/** Makes a node, named after its first output. */
export const makeNode = (
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, OnnxAttributeValue>> = {},
  domain = '',
): OnnxNode => ({
  opType,
  domain,
  name: outputs[0] ?? '',
  inputs,
  outputs,
  attributes: Object.entries(attributes).map(([name, value]) => makeAttribute(name, value)),
});

const makeDimension = (dim: number | string): OnnxDimension =>
  typeof dim === 'number' ? { value: dim } : { symbol: dim };

/** Describes an input or output; a text as dimension is the name of a size that varies. */
export const makeValueInfo = (
  name: string,
  elementType: number,
  dims?: readonly (number | string)[],
): OnnxValueInfo => ({
  name,
  type: {
    tensor: { elementType, ...(dims === undefined ? {} : { shape: { dims: dims.map(makeDimension) } }) },
  },
});

/** The parts of a graph that is made from nothing. */
export interface OnnxGraphParts {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers?: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

export const makeGraph = (parts: OnnxGraphParts): OnnxGraph => ({
  initializers: [],
  valueInfos: [],
  ...parts,
});

/** Makes a model from nothing; IR 8 with opset 17 unless told. */
export const makeModel = (graph: OnnxGraph, opset = 17, irVersion = 8): OnnxModel => ({
  irVersion,
  producerName: 'aichat',
  producerVersion: '',
  graph,
  opsets: [{ domain: '', version: opset }],
  metadata: [],
});
