import { mkdtemp, rm, truncate, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cpuFeatures, readOnnxModel, writeOnnxModel } from '#models';
import { SMALL_MODEL } from './fixtures/model-folder.ts';
import { loadDecoder, type DecoderRequest } from './load-decoder.ts';
import { readWhisperFolder } from './whisper-folder.ts';

const bestOf = (row: Float32Array): number => row.indexOf(Math.max(...row));

let folder = '';
let request: DecoderRequest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-decoder-'));
  const { decoder, config } = await readWhisperFolder(SMALL_MODEL, { encoder: 'fp32', decoder: 'fp32' });
  request = {
    ...decoder,
    config,
    threads: 1,
    cacheFolder: join(folder, 'cache'),
    signal: new AbortController().signal,
  };
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The same decoder as most repositories have it: it does not show where in the sound it looks. */
async function withoutAttention(): Promise<string> {
  const model = readOnnxModel(await readFile(request.path));
  const outputs = model.graph.outputs.filter(({ name }) => !name.startsWith('cross_attentions.'));
  const path = join(folder, 'plain_decoder.onnx');
  await writeFile(path, writeOnnxModel({ ...model, graph: { ...model.graph, outputs } }));
  return path;
}

it('leaves a small decoder alone', async () => {
  expect((await loadDecoder(request)).graph).toEqual({ file: 'decoder_model_merged.onnx', edits: [] });
});

it('writes the same after the edits that suit the processor', async () => {
  const { hasAvx512Vnni, hasAvxVnni } = await cpuFeatures();
  const plain = await loadDecoder(request);
  const quick = await loadDecoder({ ...request, path: await withoutAttention(), minTableValues: 0 });
  const pays = hasAvx512Vnni || hasAvxVnni;
  expect(quick.graph.edits).toEqual(['split-decoder', ...(pays ? ['vocabulary-shortlist'] : [])]);
  const one = await loadDecoder({ ...request, minTableValues: 0, attention: true });
  expect(one.graph.edits).toEqual([
    ...(pays ? ['vocabulary-shortlist'] : []),
    'cross-attentions',
    'batch-of-one',
  ]);
  const states = new Tensor(
    'float32',
    Float32Array.from({ length: 100 * 128 }, (_unused, n) => Math.sin(n * n)),
    [1, 100, 128],
  );
  const write = async ({ decoder }: typeof plain): Promise<readonly number[]> => {
    const pass = decoder.begin(states);
    const tokens = (await pass.prefill([2757, 3])).map(bestOf);
    while (tokens.length < 20) tokens.push(bestOf(await pass.step(tokens.at(-1)!)));
    return tokens;
  };
  const expected = await write(plain);
  expect(await write(quick)).toEqual(expected);
  expect(await write(one)).toEqual(expected);
});

it('runs as it is when the check takes too long, and says so', async () => {
  const cacheFolder = join(folder, 'slow');
  const { graph } = await loadDecoder({ ...request, minTableValues: 0, cacheFolder, checkTimeoutMs: 1 });
  expect(graph).toMatchObject({ edits: [], refusal: expect.stringContaining('took longer than 1 ms') });
});

it('names a damaged file', async () => {
  const path = join(folder, 'decoder_model_merged.onnx');
  await writeFile(path, await readFile(request.path));
  await truncate(path, 1_000_000);
  for (const minTableValues of [0, Infinity]) {
    await expect(loadDecoder({ ...request, path, minTableValues })).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining(path),
    });
  }
});
