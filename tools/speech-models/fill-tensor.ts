import { AppError } from '#core';
import { DATA_TYPE, type OnnxTensor } from '#models';
import { fillNormal, fillNormalBytes } from './seeded-normals.ts';

const LONGEST_WAVE = 10_000;

/** Whisper's table of positions (openai/whisper, model.py: `sinusoids`), one row of `width` values a position. */
function fillSinusoids(values: Float32Array, width: number): void {
  const half = width / 2;
  for (let at = 0; at < values.length; at += 1) {
    const column = at % width;
    const rate = Math.exp((-Math.log(LONGEST_WAVE) * (column % half)) / (half - 1));
    const angle = Math.floor(at / width) * rate;
    values[at] = column < half ? Math.sin(angle) : Math.cos(angle);
  }
}

/** What a skeleton says about values that were taken out, or nothing for a tensor that has its own. */
function fillOf(tensor: OnnxTensor): ReadonlyMap<string, string> | undefined {
  if ((tensor.dataLocation ?? 0) === 0) return undefined;
  const fields = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  return fields.get('location') === 'fill' ? fields : undefined;
}

function makeValues(tensor: OnnxTensor, fill: ReadonlyMap<string, string>, key: string) {
  const size = tensor.dims.reduce((product, dim) => product * dim, 1);
  const mean = Number(fill.get('mean'));
  const deviation = Number(fill.get('deviation'));
  if (tensor.dataType === DATA_TYPE.float) {
    const values = new Float32Array(size);
    if (fill.get('table') === 'sinusoids') fillSinusoids(values, tensor.dims.at(-1) ?? 0);
    else fillNormal(values, key, mean, deviation);
    return values;
  }
  const values = tensor.dataType === DATA_TYPE.int8 ? new Int8Array(size) : new Uint8Array(size);
  fillNormalBytes(values, key, mean, deviation);
  return values;
}

/** Gives a skeleton's tensor its values; tensors that have theirs are returned as they are. */
export function fillTensor(tensor: OnnxTensor, key: string): OnnxTensor {
  const fill = fillOf(tensor);
  if (fill === undefined) return tensor;
  if (fill.get('table') === undefined && !(fill.has('mean') && fill.has('deviation'))) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `The skeleton does not say how the tensor ${tensor.name} is filled.`,
    });
  }
  const values = makeValues(tensor, fill, key);
  const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const { dataLocation: _, ...rest } = tensor;
  return { ...rest, rawData, externalData: [] };
}
