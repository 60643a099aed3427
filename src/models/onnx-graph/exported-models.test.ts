import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { fillSkeleton } from '../../../tools/speech-models/index.ts';
import { noise } from './fixtures/noise.ts';
import { makeEncoderDynamic } from './make-encoder-dynamic.ts';
import { chainEdits, type OnnxEdit } from './onnx-edit.ts';
import { signInt8Weights } from './sign-int8-weights.ts';
import { splitVoice } from './split-voice.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

type Values = Readonly<Record<string, Tensor>>;

const MEL_BANDS = 80;

/** Runs a model and lets it go again. */
async function run(bytes: Uint8Array, ...inputs: readonly Values[]): Promise<readonly Values[]> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const results: Values[] = [];
  for (const values of inputs) {
    const feeds = session.inputNames.map((name) => [name, values[name]] as const);
    results.push(await session.run(Object.fromEntries(feeds) as Values));
  }
  await session.release();
  return results;
}

const sound = (frames: number): Values => ({
  input_features: new Tensor('float32', noise(MEL_BANDS * frames, 7), [1, MEL_BANDS, frames]),
});

function floatsOf(values: Values | undefined, name: string): Float32Array {
  const data = values?.[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`There is no ${name}.`);
  return data;
}

function greatestDifference(first: Values | undefined, second: Values | undefined, name: string): number {
  expect(second?.[name]?.dims).toEqual(first?.[name]?.dims);
  const values = floatsOf(second, name);
  return floatsOf(first, name).reduce(
    (greatest, value, place) => Math.max(greatest, Math.abs(value - (values[place] ?? NaN))),
    0,
  );
}

function edited(edit: OnnxEdit, bytes: Uint8Array) {
  const result = edit.apply(readOnnxModel(bytes));
  if (result.kind !== 'edited') throw new Error(result.reason);
  return { bytes: writeOnnxModel(result.parts.model), facts: result.facts };
}

describe('the encoders that exporters made', () => {
  it.each([
    'whisper-mini-hub/encoder_model.onnx',
    'whisper-mini-timestamped/encoder_model.onnx',
    'whisper-mini-raw/encoder_model.onnx',
    'whisper-mini-2023/encoder_model.onnx',
    'whisper-mini-latest/encoder_model.onnx',
    'whisper-mini-slim-2025/encoder_model.onnx',
    'whisper-mini-hub/encoder_model_quantized.onnx',
    'whisper-mini-2023/encoder_model_quantized.onnx',
  ])('hear short windows, and 30 s as before: %s', async (name) => {
    const original = await fillSkeleton(name);
    const { bytes, facts } = edited(makeEncoderDynamic, original);
    expect(facts).toEqual({ positions: 1500, wasDynamic: false });
    const [expected] = await run(original, sound(3000));
    const [full, short, shortest] = await run(bytes, sound(3000), sound(1000), sound(2));
    expect(greatestDifference(expected, full, 'last_hidden_state')).toBeLessThan(1e-4);
    expect(short?.['last_hidden_state']?.dims).toEqual([1, 500, 128]);
    expect(shortest?.['last_hidden_state']?.dims).toEqual([1, 1, 128]);
  });

  it.each([
    'whisper-mini-hub/encoder_model_quantized.onnx',
    'whisper-mini-2023/encoder_model_quantized.onnx',
  ])('are the same to the bit with signed weights: %s', async (name) => {
    const original = await fillSkeleton(name);
    const { bytes, facts } = edited(chainEdits([makeEncoderDynamic, signInt8Weights]), original);
    expect(facts).toMatchObject({ signedWeights: 12 });
    const [unsigned] = await run(edited(makeEncoderDynamic, original).bytes, sound(1000));
    const [signed] = await run(bytes, sound(1000));
    expect(signed?.['last_hidden_state']?.data).toEqual(unsigned?.['last_hidden_state']?.data);
  });
});

const IDS = [1, 0, 32, 0, 120, 0, 61, 0, 31, 0, 32, 0, 3, 0, 35, 0, 120, 0, 102, 0, 26, 0, 10, 0, 2];

const sentence: Values = {
  input: new Tensor('int64', BigInt64Array.from(IDS, BigInt), [1, IDS.length]),
  input_lengths: new Tensor('int64', BigInt64Array.of(BigInt(IDS.length)), [1]),
  scales: new Tensor('float32', Float32Array.of(0, 1, 0), [3]),
  sid: new Tensor('int64', BigInt64Array.of(1n), [1]),
};

/** The frames from `low` to `high`. */
function cutFrames(frames: Tensor, low: number, high: number): Tensor {
  const [, channels = 0, count = 0] = frames.dims;
  const all = frames.data as Float32Array;
  const piece = new Float32Array(channels * (high - low));
  for (let channel = 0; channel < channels; channel += 1) {
    piece.set(all.subarray(channel * count + low, channel * count + high), channel * (high - low));
  }
  return new Tensor('float32', piece, [1, channels, high - low]);
}

describe('the voices that exporters made', () => {
  it.each([
    ['piper-mini.onnx', false],
    ['piper-mini-speakers.onnx', true],
    ['piper-mini-high.onnx', false],
    ['piper-mini-2023.onnx', false],
    ['piper-mini-2023-speakers.onnx', true],
  ])('speak in two parts as in one, at once and in pieces: %s', async (name, hasSpeakers) => {
    const original = await fillSkeleton(name);
    const result = splitVoice.apply(readOnnxModel(original));
    if (result.kind !== 'edited') throw new Error(result.reason);
    expect(result.facts).toEqual({
      cut: '/Mul_7_output_0',
      channels: 32,
      hasSpeakers,
      durations: '/Ceil_output_0',
    });
    const [whole] = await run(original, sentence);
    const [text] = await run(writeOnnxModel(result.parts.text), sentence);
    const frames = text?.['/Mul_7_output_0'];
    if (frames === undefined) throw new Error('There are no frames.');
    const count = frames.dims[2] ?? 0;
    const durations = Array.from(floatsOf(text, '/Ceil_output_0'));
    expect(durations).toHaveLength(IDS.length);
    expect(durations.reduce((sum, duration) => sum + duration)).toBe(count);

    const [first, last] = [
      { low: 0, high: 24 + 16 },
      { low: 24 - 16, high: count },
    ];
    const [atOnce, begin, end] = await run(
      writeOnnxModel(result.parts.sound),
      { ...sentence, '/Mul_7_output_0': frames },
      { ...sentence, '/Mul_7_output_0': cutFrames(frames, first.low, first.high) },
      { ...sentence, '/Mul_7_output_0': cutFrames(frames, last.low, last.high) },
    );
    expect(greatestDifference(whole, atOnce, 'output')).toBeLessThan(1e-6);
    const samples = floatsOf(whole, 'output');
    const hop = samples.length / count;
    const joined = Float32Array.of(
      ...floatsOf(begin, 'output').subarray(0, 24 * hop),
      ...floatsOf(end, 'output').subarray(16 * hop),
    );
    expect(joined).toHaveLength(samples.length);
    expect(joined.every((sample, place) => Math.abs(sample - (samples[place] ?? NaN)) < 1e-6)).toBe(true);
  });
});
