import protobuf from 'protobufjs';
import { AppError } from '#core';
import type { OnnxModel } from './model.ts';
import { MODEL_TYPE } from './wire-schema.ts';

/** A 64-bit integer as the protobuf library holds it. */
interface Halves {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

type Wire = Record<string, unknown>;
type Plain = Record<string, unknown>;

const isWide = (field: protobuf.Field): boolean => field.type === 'int64' || field.type === 'uint64';

/** Sizes and versions fit a number; the values of tensors and attributes may not. */
const isCount = (field: protobuf.Field): boolean =>
  ['dims', 'value', 'version', 'irVersion'].includes(field.name);

/** What a number is read as when the file leaves it out. */
const DEFAULT_NUMBERS: ReadonlySet<string> = new Set(['version', 'dataType', 'elementType']);

const isDefaultText = (field: protobuf.Field): boolean => field.type === 'string' && field.partOf === null;

function toBigInt({ low, high, unsigned }: Halves): bigint {
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return unsigned ? bits : BigInt.asIntN(64, bits);
}

function toHalves(value: bigint): Halves {
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
    unsigned: value > 0x7fff_ffff_ffff_ffffn,
  };
}

function readValue(field: protobuf.Field, value: unknown): unknown {
  if (field.resolvedType instanceof protobuf.Type) return readMessage(field.resolvedType, value as Wire);
  if (!isWide(field)) return value;
  const wide = toBigInt(value as Halves);
  if (!isCount(field)) return wide;
  const count = Number(wide);
  if (!Number.isSafeInteger(count)) throw new RangeError(`${field.fullName} is ${wide}.`);
  return count;
}

function readMessage(type: protobuf.Type, message: Wire): Plain {
  const plain: Plain = {};
  for (const field of type.fieldsArray) {
    const isPresent = Object.hasOwn(message, field.name);
    const value = message[field.name];
    if (field.repeated) {
      plain[field.name] = isPresent
        ? (value as readonly unknown[]).map((item) => readValue(field, item))
        : [];
    } else if (isPresent) plain[field.name] = readValue(field, value);
    else if (isDefaultText(field)) plain[field.name] = '';
    else if (DEFAULT_NUMBERS.has(field.name)) plain[field.name] = 0;
  }
  if (Object.hasOwn(message, '$unknowns')) plain['unknownFields'] = message['$unknowns'];
  return plain;
}

function writeValue(field: protobuf.Field, value: unknown): unknown {
  if (field.resolvedType instanceof protobuf.Type) return writeMessage(field.resolvedType, value as Plain);
  return isWide(field) ? toHalves(BigInt(value as number | bigint)) : value;
}

function writeMessage(type: protobuf.Type, plain: Plain): Wire {
  const message: Wire = {};
  for (const field of type.fieldsArray) {
    const value = plain[field.name];
    if (value === undefined || (value === '' && isDefaultText(field))) continue;
    message[field.name] = field.repeated
      ? (value as readonly unknown[]).map((item) => writeValue(field, item))
      : writeValue(field, value);
  }
  if (plain['unknownFields'] !== undefined) message['$unknowns'] = plain['unknownFields'];
  return message;
}

/**
 * Reads an ONNX file. The raw data of its tensors are views of `bytes`, which must not be changed after.
 *
 * @throws AppError `MODEL_FILE_INVALID` when the bytes are no ONNX model.
 */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  try {
    const reader = protobuf.Reader.create(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    reader.discardUnknown = false;
    const plain = readMessage(MODEL_TYPE, MODEL_TYPE.decode(reader));
    if (plain['irVersion'] === undefined || plain['graph'] === undefined) {
      throw new RangeError('It has no version or no graph.');
    }
    return plain as unknown as OnnxModel;
  } catch (cause) {
    throw new AppError('MODEL_FILE_INVALID', { message: 'The bytes are no ONNX model.', cause });
  }
}

/** Makes the bytes of an ONNX file, at most 2 GiB. Fields that nobody named are written as they were read. */
export function writeOnnxModel(model: OnnxModel): Uint8Array {
  return MODEL_TYPE.encode(writeMessage(MODEL_TYPE, model as unknown as Plain)).finish();
}
