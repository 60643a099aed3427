import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createModelStore, type ModelStore } from './model-store.ts';
import { COMMIT, startTestHub, type HubRepository, type TestHub } from './testing/hub-server.ts';
import { bytesOf, QUICK, temporaryFolder, voiceRepository } from './testing/small-hub.ts';
import { findVoice } from './voice-list.ts';

const { signal } = new AbortController();
const REPOSITORY = 'rhasspy/piper-voices';
const LESSAC = 'en_US-lessac-medium';

async function setUp(
  repository: HubRepository = voiceRepository(),
): Promise<AsyncDisposable & { hub: TestHub; store: ModelStore; voices: string; cache: string }> {
  const stack = new AsyncDisposableStack();
  const hub = stack.use(await startTestHub({ [REPOSITORY]: repository }));
  const { path } = stack.use(await temporaryFolder());
  const voices = join(path, 'voices');
  const cache = join(path, 'cache');
  const store = createModelStore({
    voicesFolder: voices,
    cacheFolder: cache,
    mirrorUrl: hub.url,
    patience: QUICK,
  });
  return { hub, store, voices, cache, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('a voice arrives under its own names, with its card and a manifest', async () => {
  await using it = await setUp();
  const pulled = await it.store.pullVoice(LESSAC, { signal });
  expect(pulled.path).toBe(join(it.voices, `${LESSAC}.onnx`));
  expect((await readdir(it.voices)).toSorted()).toEqual([
    `${LESSAC}.MODEL_CARD`,
    `${LESSAC}.manifest.json`,
    `${LESSAC}.onnx`,
    `${LESSAC}.onnx.json`,
  ]);
  const bytes = await readFile(pulled.path);
  expect(bytes).toEqual(bytesOf(10, 120_000));
  const manifest = await readFile(join(it.voices, `${LESSAC}.manifest.json`), 'utf8');
  expect(manifest).toContain(`md5:${createHash('md5').update(bytes).digest('hex')}`);
  expect(JSON.parse(manifest)).toMatchObject({ name: LESSAC, revision: COMMIT, pending: [] });
  expect(it.hub.seen(`${LESSAC}.onnx`).filter(({ path }) => !path.includes(COMMIT))).toEqual([]);
});

test('a voice is found by a former name, and by letters that can be written in two ways', async () => {
  await using it = await setUp();
  const list = await it.store.fetchVoiceList(signal);
  expect(findVoice(list, 'en-us-lessac-medium').key).toBe(LESSAC);
  const decomposed = 'pt_PT-tugão-medium'.normalize('NFD');
  expect(findVoice(list, decomposed).key).toBe('pt_PT-tugão-medium');
  const { path } = await it.store.pullVoice(decomposed, { signal });
  expect(await it.store.listVoices()).toMatchObject([
    { key: 'pt_PT-tugão-medium', path, state: 'installed' },
  ]);
});

test('an unknown voice is refused', async () => {
  await using it = await setUp();
  await expect(it.store.pullVoice('en_US-nobody-high', { signal })).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
  });
});

test('a list that has not changed is not fetched again', async () => {
  await using it = await setUp();
  const first = await it.store.fetchVoiceList(signal);
  const second = await it.store.fetchVoiceList(signal);
  expect(it.hub.seen('voices.json').map(({ status }) => status)).toEqual([200, 304]);
  expect(second.voices).toEqual(first.voices);
  expect((await it.store.keptVoiceList(signal))?.voices).toEqual(first.voices);
  expect(it.hub.seen('voices.json')).toHaveLength(2);
});

test('a list that has changed is taken over with the commit that it is of', async () => {
  await using it = await setUp();
  await it.store.fetchVoiceList(signal);
  const commit = 'beef'.padEnd(40, '0');
  it.hub.put(REPOSITORY, { ...voiceRepository((list) => delete list[LESSAC]), commit });
  const list = await it.store.fetchVoiceList(signal);
  expect(list.revision).toBe(commit);
  expect(list.voices).toHaveLength(3);
});

test('a kept list that is damaged or of another source is fetched again', async () => {
  await using it = await setUp();
  await it.store.fetchVoiceList(signal);
  await writeFile(join(it.cache, 'voices.json'), '{"schemaVersion":1');
  expect(await it.store.keptVoiceList(signal)).toBeUndefined();
  expect((await it.store.fetchVoiceList(signal)).voices).toHaveLength(4);
  await using other = await startTestHub({});
  const elsewhere = createModelStore({ cacheFolder: it.cache, mirrorUrl: other.url });
  expect(await elsewhere.keptVoiceList(signal)).toBeUndefined();
});

const badFile = { size_bytes: 1, md5_digest: '0'.repeat(32) };

test.each<{ name: string; change: (list: Record<string, Record<string, unknown>>) => void }>([
  {
    name: 'a file above the folder',
    change: (list) => Object.assign(list[LESSAC] ?? {}, { files: { '../../.ssh/authorized_keys': badFile } }),
  },
  {
    name: 'a file at the root',
    change: (list) => Object.assign(list[LESSAC] ?? {}, { files: { '/etc/passwd': badFile } }),
  },
  {
    name: "a file with another system's separators",
    change: (list) => Object.assign(list[LESSAC] ?? {}, { files: { '..\\..\\evil.onnx': badFile } }),
  },
  { name: 'a voice above the folder', change: (list) => (list['../evil'] = list[LESSAC] ?? {}) },
  { name: 'a voice with a folder in its name', change: (list) => (list['en/evil'] = list[LESSAC] ?? {}) },
  { name: 'a voice with NUL in its name', change: (list) => (list['en\0evil'] = list[LESSAC] ?? {}) },
  {
    name: 'no digests',
    change: (list) => Object.assign(list[LESSAC] ?? {}, { files: { 'a.onnx': { size_bytes: 1 } } }),
  },
])('a list with $name is refused as a whole', async ({ change }) => {
  await using it = await setUp(voiceRepository(change));
  for (const ask of [() => it.store.fetchVoiceList(signal), () => it.store.pullVoice(LESSAC, { signal })]) {
    await expect(ask()).rejects.toMatchObject({ code: 'MODEL_SOURCE_INVALID' });
  }
  await expect(readdir(it.cache)).rejects.toThrow('ENOENT');
});

test('something that is no list at all is refused', async () => {
  await using it = await setUp();
  it.hub.fail('voices.json', { kind: 'text', text: '<html>Welcome to Hotel Wifi</html>' });
  await expect(it.store.fetchVoiceList(signal)).rejects.toMatchObject({
    code: 'MODEL_SOURCE_INVALID',
    message: expect.stringContaining('no JSON'),
  });
});

test('a name on the command line leads nowhere else', async () => {
  await using it = await setUp();
  expect(() => it.store.removeVoice('../x', signal)).toThrow('leads elsewhere');
  expect(() => it.store.verifyVoice('/etc/x', signal)).toThrow('leads elsewhere');
});

test('removing one voice leaves the others in the same folder', async () => {
  await using it = await setUp();
  await it.store.pullVoice(LESSAC, { signal });
  await it.store.pullVoice('de_DE-thorsten-low', { signal });
  await it.store.removeVoice(LESSAC, signal);
  expect((await it.store.listVoices()).map(({ key }) => key)).toEqual(['de_DE-thorsten-low']);
  expect((await it.store.verifyVoice('de_DE-thorsten-low', signal)).usable).toBe(true);
});

test('a voice that was brought by hand counts as installed, and only its files are looked at', async () => {
  await using it = await setUp();
  await mkdir(it.voices);
  await writeFile(join(it.voices, 'en_US-mine-low.onnx'), 'x');
  expect(await it.store.listVoices()).toMatchObject([{ key: 'en_US-mine-low', state: 'incomplete' }]);
  await writeFile(join(it.voices, 'en_US-mine-low.onnx.json'), '{}');
  expect(await it.store.verifyVoice('en_US-mine-low', signal)).toMatchObject({
    usable: true,
    digestsKnown: false,
  });
});

test("a recording of the voice is fetched with the hub's own digest", async () => {
  await using it = await setUp();
  const target = join(it.cache, 'sample.mp3');
  await it.store.fetchVoiceSample(LESSAC, 0, target, signal);
  expect(await readFile(target)).toEqual(bytesOf(20, 5000));
  await expect(it.store.fetchVoiceSample(LESSAC, 7, target, signal)).rejects.toMatchObject({
    code: 'MODEL_SOURCE_NOT_FOUND',
  });
});
