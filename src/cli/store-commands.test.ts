import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readWav } from '#audio';
import { startTestHub, type TestHub } from '../models/store/testing/hub-server.ts';
import { temporaryFolder, voiceRepository, WHISPER_TINY } from '../models/store/testing/small-hub.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const EVERYDAY_VOICE = fileURLToPath(
  new URL('../../loopback/models/en_US-everyday-low.onnx', import.meta.url),
);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** A folder of its own for `aichat`, and a hub on this machine that it fetches from. */
async function setUp() {
  const stack = new AsyncDisposableStack();
  const hub: TestHub = stack.use(
    await startTestHub({
      'onnx-community/whisper-tiny': WHISPER_TINY,
      'rhasspy/piper-voices': voiceRepository(),
    }),
  );
  const { path: cwd } = stack.use(await temporaryFolder());
  const start = (...words: readonly string[]) =>
    spawn(process.execPath, [CLI, ...words], {
      cwd,
      env: { PATH: process.env['PATH'], MODEL_MIRROR_URL: hub.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const end = async (child: ReturnType<typeof start>): Promise<Ended> => {
    const [[code], out, error] = await Promise.all([
      once(child, 'exit') as Promise<[number | null]>,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, out, error };
  };
  return {
    hub,
    cwd,
    start,
    end,
    run: (...words: readonly string[]): Promise<Ended> => end(start(...words)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test('a model is fetched, listed, checked and removed', async () => {
  await using it = await setUp();
  const pulled = await it.run('models', 'pull', 'tiny');
  expect(pulled).toMatchObject({ code: 0, out: expect.stringContaining('whisper-tiny: fetched 0.5 MB') });
  expect(pulled.out).toContain('licence mit');
  expect(pulled.error).toContain('whisper-tiny: 100 % of 0.5 MB');

  const listed = await it.run('models', 'list', '--installed', '--json');
  expect(JSON.parse(listed.out)).toMatchObject([
    { name: 'whisper-tiny', state: 'installed', kind: 'recogniser' },
  ]);
  expect(await it.run('models', 'verify')).toMatchObject({ code: 0, out: 'whisper-tiny: right (8 files)\n' });

  expect(await it.run('models', 'remove', 'tiny')).toMatchObject({ code: 2, out: '' });
  expect(await it.run('models', 'remove', 'tiny', '--yes')).toMatchObject({ code: 0 });
  expect(await readdir(join(it.cwd, 'data', 'models'))).toEqual([]);
});

test('a damaged model fails its check, with the file', async () => {
  await using it = await setUp();
  await it.run('models', 'pull', 'tiny', '--encoder', 'q8');
  await writeFile(join(it.cwd, 'data/models/whisper-tiny/onnx/encoder_model_quantized.onnx'), 'rubbish');
  const { code, out, error } = await it.run('models', 'verify', 'tiny');
  expect(code).toBe(1);
  expect(out).toContain('damaged: onnx/encoder_model_quantized.onnx');
  expect(error).toContain('MODEL_FILE_INVALID');
});

test('a wrong name or format is told with the right ones', async () => {
  await using it = await setUp();
  const name = await it.run('models', 'pull', 'gigantic');
  expect(name).toMatchObject({ code: 1, out: '', error: expect.stringContaining('whisper-base.en') });
  const format = await it.run('models', 'pull', 'tiny', '--encoder', 'q3');
  expect(format).toMatchObject({ code: 2, out: '', error: expect.stringContaining('q4f16') });
});

test('Ctrl-C stops a download, keeps what has come, and the next pull goes on', async () => {
  await using it = await setUp();
  it.hub.fail('large/c0ffee0000000000000000000000000000000000/onnx/encoder_model.onnx', {
    kind: 'slow',
    pieceBytes: 30_000,
    pauseMs: 100,
  });
  const child = it.start('models', 'pull', 'tiny');
  const ended = it.end(child);
  const part = join(it.cwd, 'data/models/whisper-tiny/onnx/encoder_model.onnx.part');
  while ((await readFile(part).catch(() => Buffer.of())).byteLength === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGINT');
  const { code, out, error } = await ended;
  expect({ code, out }).toEqual({ code: 130, out: '' });
  expect(error).toContain('Stopped.');

  expect(await it.run('models', 'pull', 'tiny')).toMatchObject({ code: 0 });
  expect(it.hub.seen('onnx/encoder_model.onnx').at(-1)?.status).toBe(206);
});

test('voices are listed by language, quality and size', async () => {
  await using it = await setUp();
  const german = await it.run('voices', 'list', '--language', 'German', '--json');
  expect(JSON.parse(german.out)).toMatchObject([
    { key: 'de_DE-thorsten-low', language: 'German (de_DE)', quality: 'low', state: 'absent' },
    { key: 'de_DE-thorsten_emotional-medium', speakers: 8 },
  ]);
  const medium = await it.run('voices', 'list', '-l', 'de', '-q', 'medium', '--offline');
  expect(medium.out.trim().split('\n')).toHaveLength(2);
  expect(medium.error).toContain('The list is of 20');
  expect(it.hub.seen('voices.json')).toHaveLength(1);
});

test('a voice is fetched and listed as here; a recording of one that is not here can be heard', async () => {
  await using it = await setUp();
  expect(await it.run('voices', 'pull', 'en_US-lessac-medium')).toMatchObject({
    code: 0,
    out: expect.stringContaining('MODEL_CARD'),
  });
  const here = await it.run('voices', 'list', '--installed', '--json');
  expect(JSON.parse(here.out)).toMatchObject([{ key: 'en_US-lessac-medium', state: 'installed' }]);
  expect(await it.run('voices', 'verify')).toMatchObject({ code: 0 });

  const preview = await it.run('voices', 'preview', 'de_DE-thorsten-low', '-o', 'heard.mp3', '--json');
  expect(JSON.parse(preview.out)).toEqual({ path: 'heard.mp3', origin: 'recording' });
  expect((await readFile(join(it.cwd, 'heard.mp3'))).byteLength).toBe(5000);
  expect(await it.run('voices', 'preview', 'de_DE-thorsten-low', '--text', 'Hallo')).toMatchObject({
    code: 2,
  });
  expect(await it.run('voices', 'remove', 'en_US-lessac-medium', '-y')).toMatchObject({ code: 0 });
});

test('a voice that is here speaks for itself', async () => {
  await using it = await setUp();
  await mkdir(join(it.cwd, 'voices'));
  await cp(EVERYDAY_VOICE, join(it.cwd, 'voices', 'en_US-everyday-low.onnx'));
  await cp(`${EVERYDAY_VOICE}.json`, join(it.cwd, 'voices', 'en_US-everyday-low.onnx.json'));
  const { code, out, error } = await it.run('voices', 'preview', 'en_US-everyday-low', '-o', 'hello.wav');
  expect({ code, out, error }).toEqual({
    code: 0,
    out: 'hello.wav: en_US-everyday-low, spoken here\n',
    error: '',
  });
  const { samples, sampleRateHz } = await readWav(join(it.cwd, 'hello.wav'));
  expect(samples.length / sampleRateHz).toBeGreaterThan(1);
  expect(it.hub.requests).toEqual([]);
});
