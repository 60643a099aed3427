import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxSession } from './onnx-session.ts';
import { doublingModel } from './fixtures/doubling-model.ts';
import { makeGraph, makeModel, makeNode, makeTensor, makeValueInfo } from './onnx-graph/build-model.ts';
import { DATA_TYPE, type OnnxEntry } from './onnx-graph/model.ts';
import { writeOnnxModel } from './onnx-graph/wire-format.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-onnx-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const file = async (name: string, content: Uint8Array | string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

const entry = (key: string, value: string): OnnxEntry => ({ key, value });

describe('an ONNX session', () => {
  it('runs a model', async () => {
    const session = await createOnnxSession(await file('double.onnx', doublingModel()));
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, -2, 0.5), [3]) });
    expect(y?.data).toEqual(Float32Array.of(2, -4, 1));
  });

  it('runs a model that is in memory, wherever it lies there', async () => {
    const model = doublingModel();
    const memory = new Uint8Array(model.length + 3);
    memory.set(model, 3);
    const session = await createOnnxSession(memory.subarray(3), {
      threads: 2,
      graphOptimizationLevel: 'disabled',
      enableCpuMemArena: false,
    });
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(3), [1]) });
    expect(y?.data).toEqual(Float32Array.of(6));
  });

  it('runs a model whose weights are in a file beside it', async () => {
    const weights = { ...makeTensor('w', [2], new Float32Array(2)), dataLocation: 1 };
    const graph = makeGraph({
      name: 'outside',
      nodes: [makeNode('Mul', ['x', 'w'], ['y'])],
      initializers: [
        {
          ...weights,
          rawData: new Uint8Array(0),
          externalData: [entry('location', 'weights.bin'), entry('offset', '4'), entry('length', '8')],
        },
      ],
      inputs: [makeValueInfo('x', DATA_TYPE.float, [2])],
      outputs: [makeValueInfo('y', DATA_TYPE.float, [2])],
    });
    await file('weights.bin', new Uint8Array(Float32Array.of(9, 5, 7).buffer));
    const session = await createOnnxSession(await file('outside.onnx', writeOnnxModel(makeModel(graph))));
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 2), [2]) });
    expect(y?.data).toEqual(Float32Array.of(5, 14));
  });

  it.each([
    [new Uint8Array(0), 'The model file in the box is empty.'],
    [doublingModel().subarray(0, 40), 'The model file in the box is damaged'],
  ])('refuses bytes that are no model by the name they were given', async (bytes, message) => {
    await expect(createOnnxSession(bytes, { name: 'in the box' })).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining(message),
      context: { name: 'in the box' },
    });
  });

  it.each([
    ['empty.onnx', new Uint8Array(0), 'is empty'],
    ['truncated.onnx', doublingModel().subarray(0, 40), 'is damaged'],
    ['page.onnx', '<!doctype html><title>Not found</title>', 'is damaged'],
    ['pointer.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n', 'is damaged'],
  ])('refuses %s and names it', async (name, content, complaint) => {
    const path = await file(name, content);
    await expect(createOnnxSession(path)).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining(`${path} ${complaint}`),
      context: { path },
    });
  });

  it('names a file that is missing', async () => {
    const path = join(folder, 'nothing.onnx');
    await expect(createOnnxSession(path)).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      message: expect.stringContaining(path),
    });
  });

  it('does not take a folder for a file', async () => {
    await expect(createOnnxSession(folder)).rejects.toMatchObject({ code: 'MODEL_FILE_INVALID' });
  });
});
