import { appendFile, copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { writeTestVoice } from './test-voice.ts';
import { openVoiceFacts } from './voice-facts.ts';
import { loadVoice, type PiperVoice } from './voice.ts';

let folder = '';
let voice: PiperVoice;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-facts-'));
  voice = await loadVoice(await writeTestVoice(folder));
});
afterEach(() => rm(folder, { recursive: true }));

const FACTS = { gainsDb: { 0: -3.25, 7: 4 }, chunkDifference: 2e-7 };

test('what was written is read again, whatever the voice is called by then', async () => {
  const cache = join(folder, 'not', 'there');
  await (await openVoiceFacts(cache, voice)).write(FACTS);
  const moved = { ...voice, modelPath: join(folder, 'moved.onnx') };
  await copyFile(voice.modelPath, moved.modelPath);
  expect(await (await openVoiceFacts(cache, moved)).read()).toEqual(FACTS);
  expect(await readdir(cache)).toEqual([expect.stringMatching(/^[\da-f]{64}-voice-v1\.json$/u)]);
});

test('a voice with another description or another network is another voice', async () => {
  await (await openVoiceFacts(folder, voice)).write(FACTS);
  expect(await (await openVoiceFacts(folder, { ...voice, defaultSpeakerId: 1 })).read()).toEqual({
    gainsDb: {},
  });
  await appendFile(voice.modelPath, 'x');
  expect(await (await openVoiceFacts(folder, voice)).read()).toEqual({ gainsDb: {} });
});

test.each(['', '{', '[]', '{"gainsDb":{"0":"loud"}}', '{"gainsDb":{},"chunkDifference":-1}'])(
  'a damaged file is as good as none: %j',
  async (content) => {
    const cache = join(folder, 'cache');
    const store = await openVoiceFacts(cache, voice);
    await store.write(FACTS);
    for (const name of await readdir(cache)) await writeFile(join(cache, name), content);
    expect(await store.read()).toEqual({ gainsDb: {} });
  },
);

test('a folder that cannot be made is named', async () => {
  await writeFile(join(folder, 'file'), '');
  const store = await openVoiceFacts(join(folder, 'file'), voice);
  await expect(store.write(FACTS)).rejects.toMatchObject({ code: 'MODEL_CACHE_FAILED' });
});
