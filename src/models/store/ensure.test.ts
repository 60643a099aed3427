import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureModel, ensureVoice, type EnsureOptions } from './ensure.ts';
import { createModelStore } from './model-store.ts';
import { modelPath, voicePath } from './places.ts';
import { MODEL_MANIFEST } from './plan-model.ts';
import type { StoreEvent } from './store-event.ts';
import { startTestHub, type TestHub } from './testing/hub-server.ts';
import { QUICK, temporaryFolder, voiceRepository, WHISPER_TINY } from './testing/small-hub.ts';

const LESSAC = 'en_US-lessac-medium';

async function setUp(): Promise<
  AsyncDisposable & { hub: TestHub; folder: string; options: EnsureOptions; events: StoreEvent[] }
> {
  const stack = new AsyncDisposableStack();
  const hub = stack.use(
    await startTestHub({
      'onnx-community/whisper-tiny': WHISPER_TINY,
      'rhasspy/piper-voices': voiceRepository(),
      'onnx-community/silero-vad': { files: { 'onnx/model.onnx': Buffer.from('vad') } },
    }),
  );
  const { path: folder } = stack.use(await temporaryFolder());
  const store = createModelStore({
    modelsFolder: join(folder, 'models'),
    voicesFolder: join(folder, 'voices'),
    cacheFolder: join(folder, 'cache'),
    mirrorUrl: hub.url,
    patience: QUICK,
  });
  const events: StoreEvent[] = [];
  const options: EnsureOptions = {
    store,
    allowDownload: true,
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
  };
  return { hub, folder, options, events, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('a configured model that is missing is fetched, with events; the next start asks nobody', async () => {
  await using it = await setUp();
  const path = join(it.folder, 'models', 'whisper-tiny');
  expect(await ensureModel('tiny', it.options)).toEqual({ path, downloaded: true });
  expect(it.events.map(({ type }) => type)).toContain('progress');
  expect(it.events.at(-1)).toMatchObject({ type: 'finished', name: 'whisper-tiny' });
  const before = it.hub.requests.length;
  expect(await ensureModel('whisper-tiny', it.options)).toEqual({ path, downloaded: false });
  expect(it.hub.requests).toHaveLength(before);
});

test('a start does without another format that never came whole', async () => {
  await using it = await setUp();
  const { path } = await ensureModel('tiny', it.options);
  const manifest = join(path, MODEL_MANIFEST);
  const kept = JSON.parse(await readFile(manifest, 'utf8')) as object;
  await writeFile(manifest, JSON.stringify({ ...kept, pending: ['onnx/encoder_model_fp16.onnx'] }));
  const before = it.hub.requests.length;
  for (const allowDownload of [true, false]) {
    expect(await ensureModel('tiny', { ...it.options, allowDownload })).toEqual({ path, downloaded: false });
  }
  expect(it.hub.requests).toHaveLength(before);
});

test('a format that was chosen is fetched too when the model is there in another', async () => {
  await using it = await setUp();
  const { path } = await ensureModel('tiny', it.options);
  const formats = { encoder: 'q8' } as const;
  const off = ensureModel('tiny', { ...it.options, formats, allowDownload: false });
  await expect(off).rejects.toMatchObject({
    code: 'MODEL_DOWNLOADS_OFF',
    message: expect.stringMatching(/encoder_model_quantized\.onnx.*models pull whisper-tiny --encoder q8$/u),
  });
  expect(await ensureModel('tiny', { ...it.options, formats })).toEqual({ path, downloaded: true });
  expect(await readdir(join(path, 'onnx'))).toContain('encoder_model_quantized.onnx');
  expect(await ensureModel('tiny', { ...it.options, formats })).toEqual({ path, downloaded: false });
});

test('models that do not recognise speech are fetched by their name', async () => {
  await using it = await setUp();
  const { path } = await ensureModel('silero-vad', it.options);
  expect(await readdir(join(path, 'onnx'))).toEqual(['model.onnx']);
});

test('a path is left to whoever loads it: nothing is asked, looked at or made', async () => {
  await using it = await setUp();
  const model = join(it.folder, 'elsewhere', 'whisper-tiny');
  const voice = join(it.folder, 'elsewhere', `${LESSAC}.onnx`);
  expect(await ensureModel(model, it.options)).toEqual({ path: model, downloaded: false });
  expect(await ensureVoice(voice, it.options)).toEqual({ path: voice, downloaded: false });
  expect(it.hub.requests).toEqual([]);
  expect(await readdir(it.folder)).toEqual([]);
});

test('with downloads switched off the error says which command to run, and nothing is asked', async () => {
  await using it = await setUp();
  const off = { ...it.options, allowDownload: false };
  await expect(ensureModel('tiny', off)).rejects.toMatchObject({
    code: 'MODEL_DOWNLOADS_OFF',
    message: expect.stringContaining('aichat models pull whisper-tiny'),
  });
  await expect(ensureVoice(LESSAC, off)).rejects.toMatchObject({
    code: 'MODEL_DOWNLOADS_OFF',
    message: expect.stringContaining(`aichat voices pull ${LESSAC}`),
  });
  expect(it.hub.requests).toEqual([]);
});

test('a folder that is brought by hand and whole is used as it is', async () => {
  await using it = await setUp();
  const path = join(it.folder, 'models', 'whisper-mine');
  await mkdir(join(path, 'onnx'), { recursive: true });
  for (const name of [
    'config.json',
    'generation_config.json',
    'preprocessor_config.json',
    'tokenizer.json',
  ]) {
    await writeFile(join(path, name), '{}');
  }
  await writeFile(join(path, 'onnx/encoder_model_int8.onnx'), 'x');
  await expect(ensureModel('mine', it.options)).rejects.toMatchObject({
    code: 'MODEL_FILE_MISSING',
    context: { missing: ['onnx/decoder_model_merged.onnx'] },
  });
  await writeFile(join(path, 'onnx/decoder_model_merged_q4.onnx'), 'x');
  expect(await ensureModel('mine', it.options)).toEqual({ path, downloaded: false });
  expect(it.hub.requests).toEqual([]);
});

test('a model whose download was interrupted is completed', async () => {
  await using it = await setUp();
  await ensureModel('tiny', it.options);
  await rm(join(it.folder, 'models', 'whisper-tiny', 'tokenizer.json'));
  expect(await ensureModel('tiny', it.options)).toMatchObject({ downloaded: true });
});

test('a configured voice that is missing is fetched; the next start asks nobody', async () => {
  await using it = await setUp();
  const path = join(it.folder, 'voices', `${LESSAC}.onnx`);
  expect(await ensureVoice(LESSAC, it.options)).toEqual({ path, downloaded: true });
  const before = it.hub.requests.length;
  expect(await ensureVoice(LESSAC, { ...it.options, allowDownload: false })).toEqual({
    path,
    downloaded: false,
  });
  expect(it.hub.requests).toHaveLength(before);
});

test('a name that nothing can be fetched by is said to be missing, with where the names are', async () => {
  await using it = await setUp();
  await expect(ensureVoice('grandma', it.options)).rejects.toMatchObject({
    code: 'MODEL_FILE_MISSING',
    message: expect.stringContaining('aichat voices list'),
  });
  await expect(ensureModel('bsae', it.options)).rejects.toMatchObject({
    code: 'MODEL_FILE_MISSING',
    message: expect.stringContaining('aichat models list'),
  });
  expect(it.hub.requests).toEqual([]);
});

test('names become places, and paths stay what they are', () => {
  expect(modelPath('base', '/m')).toBe('/m/whisper-base');
  expect(modelPath('base.en', '/m')).toBe('/m/whisper-base.en');
  expect(modelPath('whisper-base', '/m')).toBe('/m/whisper-base');
  expect(modelPath('silero-vad', '/m')).toBe('/m/silero-vad');
  expect(modelPath('/x/base', '/m')).toBe('/x/base');
  expect(modelPath('..', '/m/n')).not.toContain('/m/n');
  expect(voicePath(LESSAC, '/v')).toBe(`/v/${LESSAC}.onnx`);
  expect(voicePath(`/x/${LESSAC}.onnx`, '/v')).toBe(`/x/${LESSAC}.onnx`);
});
