import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpuFeatures, createOnnxSession } from '#models';
import { noise } from '../fixtures/signals.ts';
import { SMALL_MODEL } from './fixtures/model-folder.ts';
import { plainEncoder } from './fixtures/plain-encoder.ts';
import { loadEncoder, type EncoderRequest, type LoadedEncoder } from './load-encoder.ts';
import { createLogMel } from './log-mel.ts';

const SMALL_ENCODER = join(SMALL_MODEL, 'onnx/encoder_model.onnx');
const sound = noise(3000, -25);

let folder = '';
let request: EncoderRequest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-encoder-'));
  request = {
    path: SMALL_ENCODER,
    format: 'fp32',
    melCount: 80,
    width: 128,
    heads: 4,
    precision: 'as-stored',
    threads: 1,
    cacheFolder: join(folder, 'cache'),
    signal: new AbortController().signal,
  };
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const floats = (tensor: Tensor): Float32Array => tensor.data as Float32Array;

function greatestDifference(one: Float32Array, other: Float32Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((worst, value, n) => Math.max(worst, Math.abs(value - other[n]!)), 0);
}

async function untouched(samples: Float32Array): Promise<Float32Array> {
  const session = await createOnnxSession(SMALL_ENCODER);
  const features = await (await createLogMel(80)).compute(samples, 3000);
  const { last_hidden_state: states } = await session.run({ input_features: features });
  return floats(states as Tensor);
}

describe('the encoder of the small model', () => {
  let loaded: LoadedEncoder;
  beforeAll(async () => {
    loaded = await loadEncoder(request);
  });

  it('takes short windows and is otherwise its old self', async () => {
    expect(loaded).toMatchObject({ takesShortWindows: true, precision: 'as-stored' });
    expect(loaded.graph).toEqual({
      file: 'encoder_model.onnx',
      edits: ['dynamic-encoder', 'new-attention'],
      difference: expect.closeTo(0, 3),
    });
    const states = await loaded.encoder.encode(sound, { windowFrames: 3000 });
    expect(greatestDifference(floats(states), await untouched(sound))).toBeLessThan(1e-4);
  });

  it.each([400, 1000, 1436, 2998])('hears a window of %i columns', async (windowFrames) => {
    const states = await loaded.encoder.encode(sound, { windowFrames });
    expect(states.dims).toEqual([1, windowFrames / 2, 128]);
    expect(floats(states).every(Number.isFinite)).toBe(true);
  });

  it('tells what its work cost, once', async () => {
    loaded.encoder.takeTimes();
    await loaded.encoder.encode(sound, { windowFrames: 1000 });
    const { melMs, encodeMs } = loaded.encoder.takeTimes();
    expect(melMs).toBeGreaterThan(0);
    expect(encodeMs).toBeGreaterThan(0);
    expect(loaded.encoder.takeTimes()).toEqual({ melMs: 0, encodeMs: 0 });
  });

  it.each([
    ['an odd window', 1001],
    ['a window beyond 30 s', 3002],
    ['a window that is shorter than the sound', 298],
    ['no window', 0],
  ])('refuses %s', async (_name, windowFrames) => {
    await expect(loaded.encoder.encode(sound, { windowFrames })).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('is found in the cache when it is loaded again', async () => {
    expect((await loadEncoder(request)).graph).toEqual(loaded.graph);
  });

  it('runs in 8 bits where the processor is good at that', async () => {
    const int8 = await loadEncoder({ ...request, precision: 'int8' });
    const { signedInt8Pays } = await cpuFeatures();
    expect(int8.precision).toBe(signedInt8Pays ? 'int8' : 'as-stored');
    expect(int8.takesShortWindows).toBe(true);
    const [small, whole] = await Promise.all(
      [int8, loaded].map(async ({ encoder }) => floats(await encoder.encode(sound, { windowFrames: 1000 }))),
    );
    const scale = Math.sqrt(whole!.reduce((sum, value) => sum + value * value, 0) / whole!.length);
    const error = Math.sqrt(
      small!.reduce((sum, value, n) => sum + (value - whole![n]!) ** 2, 0) / whole!.length,
    );
    expect(error).toBeLessThan(0.2 * scale);
    if (signedInt8Pays) expect(error).toBeGreaterThan(0);
  });
});

it('is computed in 8 bits by itself only when it is wide enough for that to pay', async () => {
  const { signedInt8Pays } = await cpuFeatures();
  const auto = { ...request, precision: 'auto' } as const;
  expect((await loadEncoder(auto)).precision).toBe('as-stored');
  const wide = await loadEncoder({ ...auto, minInt8Width: 128 });
  expect(wide.precision).toBe(signedInt8Pays ? 'int8' : 'as-stored');
  expect(wide.takesShortWindows).toBe(true);
});

it('runs as it is when the check takes too long, and says so', async () => {
  const slow = await loadEncoder({ ...request, cacheFolder: join(folder, 'slow'), checkTimeoutMs: 1 });
  expect(slow).toMatchObject({ takesShortWindows: false, graph: { edits: [] } });
  expect(slow.graph.refusal).toContain('took longer than 1 ms');
});

it('runs an encoder that no edit knows as it is, and says why', async () => {
  const path = join(folder, 'plain.onnx');
  await writeFile(path, plainEncoder(80, 128));
  const { encoder, takesShortWindows, graph } = await loadEncoder({ ...request, path });
  expect(takesShortWindows).toBe(false);
  expect(graph).toEqual({ file: 'plain.onnx', edits: [], refusal: expect.stringMatching(/\w{3}/u) });
  expect((await encoder.encode(sound, { windowFrames: 3000 })).dims).toEqual([1, 1500, 128]);
});
