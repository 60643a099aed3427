/**
 * An ONNX file as plain data, after https://github.com/onnx/onnx/blob/main/onnx/onnx.proto with the names
 * of this house. It is never changed in place: an edit makes new objects around the parts that it keeps.
 */

/** Fields that are not named here, as they stood in the file; written back as they are. */
interface Carrier {
  readonly unknownFields?: readonly Uint8Array[];
}

export interface OnnxModel extends Carrier {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly graph: OnnxGraph;
  readonly opsets: readonly OnnxOpset[];
  readonly metadata: readonly OnnxEntry[];
}

export interface OnnxOpset extends Carrier {
  /** Empty for the operators of ONNX itself. */
  readonly domain: string;
  readonly version: number;
}

export interface OnnxEntry extends Carrier {
  readonly key: string;
  readonly value: string;
}

export interface OnnxGraph extends Carrier {
  readonly name: string;
  /** In an order in which every tensor is made before it is used. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /** Shapes of tensors in between, for the reader's convenience only. */
  readonly valueInfos: readonly OnnxValueInfo[];
}

export interface OnnxNode extends Carrier {
  readonly opType: string;
  /** Empty for the operators of ONNX itself. */
  readonly domain: string;
  readonly name: string;
  /** Names of tensors; an optional input that is left out is an empty string. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
}

/** Exactly one of the values is there; `type` is one of {@link ATTRIBUTE_TYPE}. */
export interface OnnxAttribute extends Carrier {
  readonly name: string;
  readonly type?: number;
  readonly float?: number;
  readonly int?: bigint;
  /** UTF-8. */
  readonly text?: Uint8Array;
  readonly tensor?: OnnxTensor;
  /** The body of an `If` branch, a `Loop` or a `Scan`. */
  readonly graph?: OnnxGraph;
  readonly floats: readonly number[];
  readonly ints: readonly bigint[];
  readonly texts: readonly Uint8Array[];
  readonly tensors: readonly OnnxTensor[];
  readonly graphs: readonly OnnxGraph[];
}

/** The values are in `rawData` (little-endian) or in the list that suits the data type. */
export interface OnnxTensor extends Carrier {
  readonly name: string;
  readonly dims: readonly number[];
  /** One of {@link DATA_TYPE}. */
  readonly dataType: number;
  /** A view of the file's own bytes after reading; at any alignment. */
  readonly rawData?: Uint8Array;
  readonly floatData: readonly number[];
  /** Also the values of the smaller integers, of booleans and of float16 bits. */
  readonly int32Data: readonly number[];
  readonly int64Data: readonly bigint[];
  readonly doubleData: readonly number[];
  readonly uint64Data: readonly bigint[];
  /** Where the values are when `dataLocation` is 1: `location`, `offset`, `length`. */
  readonly externalData: readonly OnnxEntry[];
  readonly dataLocation?: number;
}

export interface OnnxValueInfo extends Carrier {
  readonly name: string;
  readonly type?: OnnxValueType;
}

/** Types other than tensors are carried along unread. */
export interface OnnxValueType extends Carrier {
  readonly tensor?: OnnxTensorType;
}

export interface OnnxTensorType extends Carrier {
  readonly elementType: number;
  readonly shape?: OnnxShape;
}

export interface OnnxShape extends Carrier {
  readonly dims: readonly OnnxDimension[];
}

/** A size, or the name of a size that is known when the model runs, or nothing. */
export interface OnnxDimension extends Carrier {
  readonly value?: number;
  readonly symbol?: string;
}

/** `TensorProto.DataType`, as far as it is used. */
export const DATA_TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
} as const;

/** `AttributeProto.AttributeType`, as far as it is used. */
export const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  text: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
} as const;
