import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doublingModel } from '../fixtures/doubling-model.ts';
import { createOnnxSession, type OnnxSource } from '../onnx-session.ts';
import { MINI_ENCODER, miniEncoder } from './fixtures/mini-encoder.ts';
import { noise } from './fixtures/noise.ts';
import { makeTensor } from './build-model.ts';
import { loadEditedModel, type EditedModelRequest } from './load-edited-model.ts';
import { makeEncoderDynamic } from './make-encoder-dynamic.ts';
import type { OnnxModel } from './model.ts';
import type { OnnxEdit } from './onnx-edit.ts';
import type { CheckCase } from './self-check/check-case.ts';
import { writeOnnxModel } from './wire-format.ts';

const SHA256 = /^[0-9a-f]{64}$/u;

let folder = '';
let path = '';
let cacheFolder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-edited-'));
  path = join(folder, 'encoder.onnx');
  cacheFolder = join(folder, 'cache', 'onnx');
  await writeFile(path, writeOnnxModel(miniEncoder('slimmed')));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const { melBands, width, positions } = MINI_ENCODER;

const sound = (frames: number): CheckCase['inputs'] => ({
  input_features: { type: 'float32', data: noise(melBands * frames, 7), dims: [1, melBands, frames] },
});

const fullAndShort: readonly CheckCase[] = [
  { inputs: sound(2 * positions), expect: 'same' },
  { inputs: sound(1000), expect: 'runs', dims: { last_hidden_state: [1, 500, width] } },
];

const request = (change: Partial<EditedModelRequest<'model'>> = {}): EditedModelRequest<'model'> => ({
  path,
  edit: makeEncoderDynamic,
  cacheFolder,
  selfCheck: () => ({ cases: fullAndShort }),
  signal: new AbortController().signal,
  ...change,
});

/** An edit that is wrong by `error` at one place of one weight. */
const spoil = (error: number): OnnxEdit => ({
  name: 'spoil',
  version: 1,
  apply(model) {
    const initializers = model.graph.initializers.map((tensor) => {
      if (tensor.name !== 'projection') return tensor;
      const values = noise(width * width, 4);
      values[0] = (values[0] ?? 0) + error;
      return makeTensor('projection', tensor.dims, values);
    });
    const spoiled: OnnxModel = { ...model, graph: { ...model.graph, initializers } };
    return { kind: 'edited', parts: { model: spoiled }, facts: {} };
  },
});

const encode = async (source: OnnxSource, frames: number): Promise<readonly number[] | undefined> => {
  const session = await createOnnxSession(source);
  const input = new Tensor('float32', noise(melBands * frames, 7), [1, melBands, frames]);
  const { last_hidden_state } = await session.run({ input_features: input });
  await session.release();
  return last_hidden_state?.dims;
};

describe('loading an edited model', () => {
  it('checks it once and keeps it for the next start', async () => {
    const first = await loadEditedModel(request());
    expect(first).toMatchObject({
      kind: 'edited',
      digest: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      difference: 0,
      fromCache: false,
      facts: { positions, wasDynamic: false },
    });
    const second = await loadEditedModel(request());
    expect(second).toEqual({ ...first, fromCache: true });
    if (second.kind !== 'edited') throw new Error(second.reason);
    expect(await encode(second.parts.model, 1000)).toEqual([1, 500, width]);
    const files = await readdir(cacheFolder);
    expect(files.toSorted()).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}-dynamic-encoder-v\d+\.json$/u),
      expect.stringMatching(/^[0-9a-f]{64}-dynamic-encoder-v\d+\.onnx$/u),
    ]);
  });

  it('works without a cache, from memory', async () => {
    const { cacheFolder: _none, ...rest } = request();
    const loaded = await loadEditedModel(rest);
    if (loaded.kind !== 'edited') throw new Error(loaded.reason);
    expect(loaded.parts.model).toBeInstanceOf(Uint8Array);
    expect(await encode(loaded.parts.model, 400)).toEqual([1, 200, width]);
    expect(await readdir(folder)).toEqual(['encoder.onnx']);
  });

  it.each([
    ['the model is cut short', 'onnx', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['one byte of the model is different', 'onnx', (whole: Buffer) => whole.fill(7, 900, 901)],
    ['the verdict is cut short', 'json', (whole: Buffer) => whole.subarray(0, 20)],
    ['the verdict is something else', 'json', () => Buffer.from('{"kind":"edited"}')],
  ])('makes it again when in the cache %s', async (_what, extension, damage) => {
    const first = await loadEditedModel(request());
    const name = (await readdir(cacheFolder)).find((file) => file.endsWith(extension)) ?? '';
    const file = join(cacheFolder, name);
    const whole = await readFile(file);
    await writeFile(file, damage(Buffer.from(whole)));
    expect(await loadEditedModel(request())).toEqual(first);
    expect(await readFile(file)).toEqual(whole);
    expect(await loadEditedModel(request())).toEqual({ ...first, fromCache: true });
  });

  it('may be done by two at once', async () => {
    const both = await Promise.all([loadEditedModel(request()), loadEditedModel(request())]);
    expect(both.map(({ kind }) => kind)).toEqual(['edited', 'edited']);
    expect(await readdir(cacheFolder)).toHaveLength(2);
    expect(await loadEditedModel(request())).toMatchObject({ kind: 'edited', fromCache: true });
  });

  it('stays with the original when all values together are further off than they may be', async () => {
    const cases = fullAndShort.slice(0, 1);
    const edit = spoil(0.5);
    const check = (spread: number) => () => ({ cases, tolerance: 1000, spread });
    const loose = await loadEditedModel(request({ edit, selfCheck: check(1000) }));
    expect(loose).toMatchObject({ kind: 'edited', difference: expect.any(Number) });
    expect(await loadEditedModel(request({ edit, selfCheck: check(1e-6) }))).toMatchObject({
      kind: 'unedited',
      reason: expect.stringMatching(/last_hidden_state differs from the original by [\d.e-]+ %/u),
    });
    const others = cases.map((item) => ({ ...item, outputs: ['something else'] }));
    const blind = request({ edit, selfCheck: () => ({ cases: others, spread: 1e-6 }) });
    expect(await loadEditedModel(blind)).toMatchObject({ kind: 'edited', difference: 0 });
  });

  it('asks for a stricter check again', async () => {
    await loadEditedModel(request());
    const cases = fullAndShort.slice(0, 1);
    expect(await loadEditedModel(request({ selfCheck: () => ({ cases }) }))).toMatchObject({
      kind: 'edited',
      fromCache: false,
    });
  });

  it('lets the check depend on what the edit found', async () => {
    const seen: unknown[] = [];
    const selfCheck = (facts: object) => {
      seen.push(facts);
      return { cases: fullAndShort };
    };
    await loadEditedModel(request({ selfCheck }));
    await loadEditedModel(request({ selfCheck }));
    expect(seen).toEqual([
      { positions, wasDynamic: false },
      { positions, wasDynamic: false },
    ]);
  });

  it('stays with the original when the edited model differs, and remembers that', async () => {
    const spoiled = request({ edit: spoil(0.5), selfCheck: () => ({ cases: fullAndShort.slice(0, 1) }) });
    const first = await loadEditedModel(spoiled);
    expect(first).toEqual({
      kind: 'unedited',
      digest: expect.stringMatching(SHA256),
      reason: expect.stringMatching(/^It differs from the original by [\d.]+\.$/u),
      fromCache: false,
    });
    expect(await loadEditedModel(spoiled)).toEqual({ ...first, fromCache: true });
    // A refused model of hundreds of megabytes is not kept beside the verdict.
    expect(await readdir(cacheFolder)).toEqual([expect.stringMatching(/\.json$/u)]);
  });

  it('tells how great a tolerated difference is', async () => {
    const cases = fullAndShort.slice(0, 1);
    const loaded = await loadEditedModel(request({ edit: spoil(1e-4), selfCheck: () => ({ cases }) }));
    if (loaded.kind !== 'edited') throw new Error(loaded.reason);
    expect(loaded.difference).toBeGreaterThan(0);
    expect(loaded.difference).toBeLessThan(1e-3);
    const selfCheck = () => ({ cases, tolerance: 1e-9 });
    expect(await loadEditedModel(request({ edit: spoil(1e-4), selfCheck }))).toMatchObject({
      kind: 'unedited',
    });
  });

  it.each([
    [
      'has another shape than is wanted',
      [{ inputs: sound(999), expect: 'runs', dims: { last_hidden_state: [1, 400, 8] } }],
      'has the shape [1,500,8], not [1,400,8]',
    ],
    ['cannot be run', [{ inputs: {}, expect: 'runs' }], "'input_features' is missing"],
    [
      'gives no numbers',
      [
        {
          inputs: {
            input_features: { type: 'float32', data: new Float32Array(12000).fill(NaN), dims: [1, 4, 3000] },
          },
          expect: 'same',
        },
      ],
      'no numbers',
    ],
  ] as const)('stays with the original when the edited model %s', async (_what, cases, reason) => {
    expect(await loadEditedModel(request({ selfCheck: () => ({ cases }) }))).toEqual({
      kind: 'unedited',
      digest: expect.stringMatching(SHA256),
      reason: expect.stringContaining(reason),
      fromCache: false,
    });
  });

  it('stays with the original when the layout is unknown', async () => {
    await writeFile(path, doublingModel());
    expect(await loadEditedModel(request())).toEqual({
      kind: 'unedited',
      digest: expect.stringMatching(SHA256),
      reason: 'It has 0 inputs of three dimensions, not one.',
      fromCache: false,
    });
  });

  it('stays with the original when the check takes too long, and tries again later', async () => {
    const late = await loadEditedModel(request({ timeoutMs: 1 }));
    expect(late).toMatchObject({
      kind: 'unedited',
      digest: expect.stringMatching(SHA256),
      reason: 'The check of an edited model took longer than 1 ms.',
    });
    expect(await loadEditedModel(request())).toMatchObject({ kind: 'edited', fromCache: false });
  });

  it('uses the file itself where nothing had to be changed', async () => {
    const nothing: OnnxEdit = {
      name: 'nothing',
      version: 1,
      apply: (model) => ({ kind: 'edited', parts: { model }, facts: {} }),
    };
    const cases = fullAndShort.slice(0, 1);
    const ask = () => loadEditedModel(request({ edit: nothing, selfCheck: () => ({ cases }) }));
    expect(await ask()).toMatchObject({ parts: { model: path }, fromCache: false });
    expect(await ask()).toMatchObject({ parts: { model: path }, fromCache: true });
    expect(await readdir(cacheFolder)).toHaveLength(1);
  });

  it('says when the cache cannot be written, and works all the same', async () => {
    await mkdir(join(folder, 'cache'));
    await writeFile(cacheFolder, 'a file where the folder should be');
    const loaded = await loadEditedModel(request());
    if (loaded.kind !== 'edited') throw new Error(loaded.reason);
    expect(loaded.cacheProblem).toMatchObject({
      code: 'MODEL_CACHE_FAILED',
      context: { folder: cacheFolder },
    });
    expect(await encode(loaded.parts.model, 1000)).toEqual([1, 500, width]);
    expect((await stat(cacheFolder)).isFile()).toBe(true);
  });

  it('fails by name when the file is missing or no model', async () => {
    await expect(loadEditedModel(request({ path: join(folder, 'none.onnx') }))).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
    });
    await writeFile(path, '<!doctype html>');
    await expect(loadEditedModel(request())).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      context: { path },
    });
  });

  it('stops when nobody waits any more, before and while it checks', async () => {
    const before = new AbortController();
    const reason = new Error('Enough.');
    before.abort(reason);
    await expect(loadEditedModel(request({ signal: before.signal }))).rejects.toBe(reason);
    const during = new AbortController();
    const selfCheck = () => {
      setImmediate(() => during.abort(reason));
      return { cases: fullAndShort };
    };
    await expect(loadEditedModel(request({ signal: during.signal, selfCheck }))).rejects.toBe(reason);
    expect(await loadEditedModel(request())).toMatchObject({ kind: 'edited', fromCache: false });
  });

  it('stays with the original when the check cannot be asked for', async () => {
    const strange = { ...fullAndShort[0], inputs: { input_features: () => 0 } } as unknown as CheckCase;
    expect(await loadEditedModel(request({ selfCheck: () => ({ cases: [strange] }) }))).toMatchObject({
      kind: 'unedited',
      reason: 'The process that checks an edited model could not be asked.',
    });
  });
});
