import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxSession } from './onnx-session.ts';
import { doublingModel } from './fixtures/doubling-model.ts';

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

describe('an ONNX session', () => {
  it('runs a model', async () => {
    const session = await createOnnxSession(await file('double.onnx', doublingModel()));
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, -2, 0.5), [3]) });
    expect(y?.data).toEqual(Float32Array.of(2, -4, 1));
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
