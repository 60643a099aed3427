import { DATA_TYPE, type OnnxTensor } from './model.ts';

/** A tensor whose values are in another file cannot be looked at. */
const isHere = (tensor: OnnxTensor): boolean => (tensor.dataLocation ?? 0) === 0;

/** Raw data at an alignment that typed arrays accept. */
function alignedBytes(raw: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(raw.byteLength);
  new Uint8Array(copy).set(raw);
  return copy;
}

/** The values of a 64-bit or 32-bit integer tensor, or nothing when it is something else. */
export function integersIn(tensor: OnnxTensor): readonly number[] | undefined {
  if (!isHere(tensor)) return undefined;
  const { dataType, rawData } = tensor;
  if (dataType === DATA_TYPE.int64) {
    if (rawData === undefined) return tensor.int64Data.map(Number);
    return Array.from(new BigInt64Array(alignedBytes(rawData)), Number);
  }
  if (dataType !== DATA_TYPE.int32) return undefined;
  return rawData === undefined ? tensor.int32Data : Array.from(new Int32Array(alignedBytes(rawData)));
}

/** The values of a float32 tensor, or nothing when it is something else. */
export function floatsIn(tensor: OnnxTensor): Float32Array | undefined {
  if (!isHere(tensor) || tensor.dataType !== DATA_TYPE.float) return undefined;
  const { rawData, floatData } = tensor;
  return rawData === undefined ? Float32Array.from(floatData) : new Float32Array(alignedBytes(rawData));
}

/** The values of a uint8 tensor, or nothing when it is something else. */
export function bytesIn(tensor: OnnxTensor): Uint8Array | undefined {
  if (!isHere(tensor) || tensor.dataType !== DATA_TYPE.uint8) return undefined;
  return tensor.rawData ?? Uint8Array.from(tensor.int32Data);
}

/** The values of an int8 tensor, or nothing when it is something else. */
export function signedBytesIn(tensor: OnnxTensor): Int8Array | undefined {
  if (!isHere(tensor) || tensor.dataType !== DATA_TYPE.int8) return undefined;
  const { rawData, int32Data } = tensor;
  return rawData === undefined
    ? Int8Array.from(int32Data)
    : new Int8Array(rawData.buffer, rawData.byteOffset, rawData.byteLength);
}
