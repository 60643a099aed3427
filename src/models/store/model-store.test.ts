import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createModelStore, type ModelStore } from './model-store.ts';
import type { StoreEvent } from './store-event.ts';
import { COMMIT, sha256, startTestHub, type TestHub } from './testing/hub-server.ts';
import { bytesOf, QUICK, temporaryFolder, WHISPER_TINY } from './testing/small-hub.ts';

const { signal } = new AbortController();
const TINY = 'onnx-community/whisper-tiny';
const PULL = fileURLToPath(new URL('testing/pull.fixture.ts', import.meta.url));

/** A store whose source is a hub with one model. */
async function setUp(): Promise<
  AsyncDisposable & { hub: TestHub; store: ModelStore; folder: string; tiny: string }
> {
  const stack = new AsyncDisposableStack();
  const hub = stack.use(await startTestHub({ [TINY]: WHISPER_TINY }));
  const { path: folder } = stack.use(await temporaryFolder());
  const store = createModelStore({
    modelsFolder: folder,
    mirrorUrl: hub.url,
    patience: QUICK,
    lock: { pollMs: 5 },
  });
  return {
    hub,
    store,
    folder,
    tiny: join(folder, 'whisper-tiny'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test('a model arrives with the files that it needs and a manifest of what they are', async () => {
  await using it = await setUp();
  const pulled = await it.store.pullModel('tiny', { signal });
  expect(pulled).toMatchObject({ name: 'whisper-tiny', path: it.tiny, revision: COMMIT, licence: 'mit' });
  const names = (await readdir(it.tiny, { recursive: true })).toSorted();
  expect(names).toEqual([
    'README.md',
    'config.json',
    'generation_config.json',
    'manifest.json',
    'onnx',
    'onnx/decoder_model_merged_quantized.onnx',
    'onnx/encoder_model.onnx',
    'preprocessor_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  const encoder = WHISPER_TINY.files['onnx/encoder_model.onnx'] ?? Buffer.of();
  expect(await readFile(join(it.tiny, 'onnx/encoder_model.onnx'))).toEqual(encoder);
  const manifest = JSON.parse(await readFile(join(it.tiny, 'manifest.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(manifest).toMatchObject({
    name: 'whisper-tiny',
    source: `${it.hub.url}/${TINY}`,
    revision: COMMIT,
    licence: 'mit',
    pending: [],
  });
  expect(manifest['files']).toContainEqual({
    path: 'onnx/encoder_model.onnx',
    sizeBytes: encoder.byteLength,
    sha256: sha256(encoder),
    announced: `sha256:${sha256(encoder)}`,
    revision: COMMIT,
  });
});

test('every file is asked for at the commit that was found first', async () => {
  await using it = await setUp();
  await it.store.pullModel('tiny', { signal });
  const asked = it.hub.requests.filter(({ path }) => path.includes('/resolve/'));
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter(({ path }) => !path.includes(COMMIT))).toEqual([]);
});

test('other weight formats come beside the first, and what is there is not fetched again', async () => {
  await using it = await setUp();
  await it.store.pullModel('tiny', { signal });
  const before = it.hub.requests.length;
  const again = await it.store.pullModel('tiny', { signal, formats: { encoder: 'q8', decoder: 'q8' } });
  expect(again.downloadedBytes).toBe(100_000);
  const fetched = it.hub.requests.slice(before).filter(({ path }) => path.includes('/resolve/'));
  expect(fetched.map(({ path }) => path.split('/').at(-1))).toEqual(['encoder_model_quantized.onnx']);
  expect(await it.store.verifyModel('tiny', signal)).toMatchObject({ usable: true, digestsKnown: true });
  const [tiny] = await it.store.listModels();
  expect(tiny?.weights).toHaveLength(3);
  // The manifest knows the first format still, so that it can be checked and removed.
  await it.store.removeModel('tiny', signal);
  expect(await readdir(it.folder)).toEqual([]);
});

test.each(['my-own', 'my own', 'base'])(
  'a folder that was brought as %j is listed where it is',
  async (name) => {
    await using it = await setUp();
    await mkdir(join(it.folder, name, 'onnx'), { recursive: true });
    await writeFile(join(it.folder, name, 'onnx', 'encoder_model.onnx'), 'weights');
    const others = (await it.store.listModels()).filter(({ model }) => model === undefined);
    expect(others).toEqual([
      {
        name,
        model: undefined,
        folder: join(it.folder, name),
        state: 'incomplete',
        weights: ['onnx/encoder_model.onnx'],
      },
    ]);
  },
);

test('a format that the source lacks is named with those that it has', async () => {
  await using it = await setUp();
  const pulling = it.store.pullModel('tiny', { signal, formats: { encoder: 'fp16', decoder: 'q8' } });
  await expect(pulling).rejects.toMatchObject({
    code: 'MODEL_SOURCE_NOT_FOUND',
    message: expect.stringContaining('the encoder as fp32, q8, the decoder as fp32, q8'),
  });
});

test('weights that lie beside their graph come with it', async () => {
  await using it = await setUp();
  it.hub.put(TINY, {
    files: {
      ...WHISPER_TINY.files,
      'onnx/encoder_model.onnx_data': bytesOf(5, 50_000),
      'onnx/encoder_model_q4.onnx_data': bytesOf(6, 50_000),
    },
  });
  await it.store.pullModel('tiny', { signal });
  const names = await readdir(join(it.tiny, 'onnx'));
  expect(names).toContain('encoder_model.onnx_data');
  expect(names).not.toContain('encoder_model_q4.onnx_data');
});

test('an unknown name is refused with the names that there are, before anything is asked', async () => {
  await using it = await setUp();
  await expect(it.store.pullModel('whisper-huge', { signal })).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
    message: expect.stringContaining('whisper-large-v3-turbo'),
  });
  expect(it.hub.requests).toEqual([]);
});

test('a repository that is not there is a named error', async () => {
  await using it = await setUp();
  await expect(it.store.pullModel('base', { signal })).rejects.toMatchObject({
    code: 'MODEL_SOURCE_NOT_FOUND',
  });
});

test('progress is told over the whole model and reaches its end', async () => {
  await using it = await setUp();
  const events: StoreEvent[] = [];
  const { downloadedBytes } = await it.store.pullModel('tiny', {
    signal,
    onEvent: (event) => events.push(event),
  });
  expect(events[0]).toMatchObject({ type: 'planned', totalBytes: downloadedBytes });
  expect(events.at(-1)).toMatchObject({ type: 'finished', downloadedBytes });
  const progress = events.filter((event) => event.type === 'progress');
  expect(progress.at(-1)).toMatchObject({ receivedBytes: downloadedBytes, totalBytes: downloadedBytes });
  const counts = progress.map((event) => event.receivedBytes);
  expect(counts).toEqual(counts.toSorted((one, other) => one - other));
});

test('an interrupted model is incomplete, and the next pull ends it with only the rest', async () => {
  await using it = await setUp();
  it.hub.fail('encoder_model.onnx', { kind: 'slow', pieceBytes: 60_000, pauseMs: 20 });
  it.hub.fail('large/c0ffee0000000000000000000000000000000000/onnx/encoder_model.onnx', {
    kind: 'slow',
    pieceBytes: 60_000,
    pauseMs: 20,
  });
  const stopping = new AbortController();
  const reason = new Error('Ctrl-C');
  const begun = it.store.pullModel('tiny', {
    signal: stopping.signal,
    onEvent: (event) => {
      const isHalf =
        event.type === 'progress' && event.file.includes('encoder_model') && event.receivedBytes > 300_000;
      if (isHalf) stopping.abort(reason);
    },
  });
  await expect(begun).rejects.toBe(reason);
  const found = await it.store.verifyModel('tiny', signal);
  expect(found.usable).toBe(false);
  expect(found.files).toContainEqual({ path: 'onnx/encoder_model.onnx', state: 'missing' });
  expect((await it.store.listModels())[0]).toMatchObject({ name: 'whisper-tiny', state: 'incomplete' });
  const before = it.hub.requests.length;
  await it.store.pullModel('tiny', { signal });
  const rest = it.hub.requests.slice(before).filter(({ path }) => path.includes('/large/'));
  expect(rest).toMatchObject([{ status: 206 }]);
  expect((await it.store.verifyModel('tiny', signal)).usable).toBe(true);
});

test('verify finds a wrong bit, a cut and a missing file, and pull mends them', async () => {
  await using it = await setUp();
  await it.store.pullModel('tiny', { signal });
  const encoder = join(it.tiny, 'onnx/encoder_model.onnx');
  const bytes = await readFile(encoder);
  bytes[1000] = (bytes[1000] ?? 0) ^ 4;
  await writeFile(encoder, bytes);
  await writeFile(join(it.tiny, 'tokenizer.json'), '{');
  await rm(join(it.tiny, 'config.json'));
  const found = await it.store.verifyModel('tiny', signal);
  expect(found.usable).toBe(false);
  expect(Object.fromEntries(found.files.map(({ path, state }) => [path, state]))).toMatchObject({
    'onnx/encoder_model.onnx': 'damaged',
    'tokenizer.json': 'damaged',
    'config.json': 'missing',
    'generation_config.json': 'right',
  });
  await it.store.pullModel('tiny', { signal });
  expect((await it.store.verifyModel('tiny', signal)).usable).toBe(true);
});

test('a folder that was brought by hand is used as it is; its digests are unknown', async () => {
  await using it = await setUp();
  await using source = await setUp();
  await source.store.pullModel('tiny', { signal });
  await cp(source.tiny, it.tiny, { recursive: true });
  await rm(join(it.tiny, 'manifest.json'));
  const found = await it.store.verifyModel('tiny', signal);
  expect(found).toMatchObject({ usable: true, digestsKnown: false });
  expect(new Set(found.files.map(({ state }) => state))).toEqual(new Set(['unchecked']));
  await rm(join(it.tiny, 'tokenizer.json'));
  expect((await it.store.verifyModel('tiny', signal)).files).toContainEqual({
    path: 'tokenizer.json',
    state: 'missing',
  });
  // Pulling over it takes what is right, fetches what lacks and writes the manifest.
  expect((await it.store.pullModel('tiny', { signal })).downloadedBytes).toBe(12);
  expect(await it.store.verifyModel('tiny', signal)).toMatchObject({ usable: true, digestsKnown: true });
});

test('a file that was brought by hand and differs is not overwritten, unless that is asked for', async () => {
  await using it = await setUp();
  await mkdir(join(it.tiny, 'onnx'), { recursive: true });
  const own = join(it.tiny, 'onnx/encoder_model.onnx');
  await writeFile(own, 'my own training');
  await expect(it.store.pullModel('tiny', { signal })).rejects.toMatchObject({ code: 'MODEL_NOT_OURS' });
  expect(await readFile(own, 'utf8')).toBe('my own training');
  await it.store.pullModel('tiny', { signal, force: true });
  expect((await stat(own)).size).toBe(300_000);
});

test('remove deletes what the manifest lists and leaves everything else', async () => {
  await using it = await setUp();
  await it.store.pullModel('tiny', { signal });
  await writeFile(join(it.tiny, 'notes.txt'), 'mine');
  const removal = await it.store.removeModel('tiny', signal);
  expect(removal.removed).toContain('onnx/encoder_model.onnx');
  expect(removal.kept).toEqual(['notes.txt']);
  expect(await readdir(it.tiny)).toEqual(['notes.txt']);
  await expect(it.store.removeModel('tiny', signal)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
});

test('remove leaves nothing of a model, an unfinished one too', async () => {
  await using it = await setUp();
  const parts = Array.from({ length: 9 }, () => ({ kind: 'break', afterBytes: 50_000 }) as const);
  it.hub.fail('large/c0ffee0000000000000000000000000000000000/onnx/encoder_model.onnx', ...parts);
  await expect(it.store.pullModel('tiny', { signal })).rejects.toMatchObject({
    code: 'MODEL_DOWNLOAD_FAILED',
  });
  expect(await readdir(join(it.tiny, 'onnx'))).toContain('encoder_model.onnx.part');
  await it.store.removeModel('tiny', signal);
  expect(await readdir(it.folder)).toEqual([]);
});

test('a folder that was brought by hand is not removed', async () => {
  await using it = await setUp();
  await it.store.pullModel('tiny', { signal });
  await rm(join(it.tiny, 'manifest.json'));
  await expect(it.store.removeModel('tiny', signal)).rejects.toMatchObject({ code: 'MODEL_NOT_OURS' });
  expect(await readdir(it.tiny)).toContain('config.json');
});

test('a manifest that names files elsewhere removes nothing', async () => {
  await using it = await setUp();
  await it.store.pullModel('tiny', { signal });
  const victim = join(it.folder, 'victim.txt');
  await writeFile(victim, 'keep me');
  const path = join(it.tiny, 'manifest.json');
  const manifest = (await readFile(path, 'utf8')).replace('"config.json"', '"../victim.txt"');
  await writeFile(path, manifest);
  await expect(it.store.removeModel('tiny', signal)).rejects.toMatchObject({ code: 'MODEL_SOURCE_INVALID' });
  expect(await readFile(victim, 'utf8')).toBe('keep me');
});

test('what does not fit on the disk is not begun', async () => {
  await using it = await setUp();
  const small = createModelStore({
    modelsFolder: it.folder,
    mirrorUrl: it.hub.url,
    freeBytes: () => Promise.resolve(64e6 + 300_000),
  });
  await expect(small.pullModel('tiny', { signal })).rejects.toMatchObject({
    code: 'MODEL_DISK_FULL',
    message: expect.stringContaining('MB'),
  });
  expect(it.hub.requests.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
});

test('a token is sent to Hugging Face only, so a mirror never sees it', async () => {
  await using it = await setUp();
  const store = createModelStore({
    modelsFolder: it.folder,
    mirrorUrl: `${it.hub.url}/`,
    token: 'hf_secret',
  });
  await store.pullModel('tiny', { signal });
  expect(it.hub.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});

test('two processes that want the same model fetch it once', async () => {
  await using it = await setUp();
  it.hub.fail('large/c0ffee0000000000000000000000000000000000/onnx/encoder_model.onnx', {
    kind: 'slow',
    pieceBytes: 20_000,
    pauseMs: 100,
  });
  const run = () =>
    spawn(process.execPath, [PULL, it.hub.url, it.folder, 'tiny'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const first = run();
  // The second starts when the first is at work for sure.
  await once(first.stdout, 'data');
  const second = run();
  const [out, other] = await Promise.all([text(first.stdout), text(second.stdout)]);
  expect(out).toMatch(/downloaded 45\d{4}\n$/u);
  expect(other).toContain('waiting');
  expect(other).toMatch(/downloaded 0\n$/u);
  expect(it.hub.seen('/large/c0ffee0000000000000000000000000000000000/onnx/encoder_model.onnx')).toHaveLength(
    1,
  );
  expect((await it.store.verifyModel('tiny', signal)).usable).toBe(true);
});

test('a process that was killed leaves nothing that stops the next one', async () => {
  await using it = await setUp();
  it.hub.fail('large/c0ffee0000000000000000000000000000000000/onnx/encoder_model.onnx', {
    kind: 'slow',
    pieceBytes: 20_000,
    pauseMs: 100,
  });
  const child = spawn(process.execPath, [PULL, it.hub.url, it.folder, 'tiny'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of child.stdout) {
    if (
      String(line).includes('progress') &&
      (await sizeOf(join(it.tiny, 'onnx/encoder_model.onnx.part'))) > 0
    )
      break;
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await readdir(it.folder)).toSorted()).toEqual(['whisper-tiny', 'whisper-tiny.lock']);

  const { downloadedBytes } = await it.store.pullModel('tiny', { signal });
  expect(downloadedBytes).toBeGreaterThanOrEqual(300_000);
  expect(it.hub.seen('onnx/encoder_model.onnx').at(-1)).toMatchObject({ status: 206 });
  expect(await readdir(it.folder)).toEqual(['whisper-tiny']);
  expect((await it.store.verifyModel('tiny', signal)).usable).toBe(true);
});

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
