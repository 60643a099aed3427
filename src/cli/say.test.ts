import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { readWav } from '#audio';
import { AppError } from '#core';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { runCli } from './run-cli.ts';
import { addSayCommand } from './say.ts';

const VOICE = fileURLToPath(new URL('../../loopback/models/en_US-everyday-low.onnx', import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-say-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface RunOptions {
  readonly stdin?: Readable;
  readonly signal?: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
  readonly onError?: (text: string) => void;
}

async function say(words: readonly string[], options: RunOptions = {}) {
  const { stdin = Readable.from([]), signal = new AbortController().signal, environment = {} } = options;
  let out = '';
  let error = '';
  const code = await runCli(
    ['say', ...words],
    { version: '1', commands: [addSayCommand] },
    {
      signal,
      environment,
      stdin,
      stdout: { write: (text) => (out += text) },
      stderr: {
        write(text) {
          error += text;
          options.onError?.(text);
        },
      },
    },
  );
  return { code, out, error };
}

const place = (name: string): string => join(folder, name);
const lengthMs = async (path: string): Promise<number> => (await readWav(path)).samples.length / 48;

test('a text becomes a WAV file, and the length of the speech is told', async () => {
  const path = place('a.wav');
  const { code, out, error } = await say(['Hello', 'there.', '--voice', VOICE, '-o', path]);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toBe(`${path}: 0:01 of speech\n`);
  const { samples, sampleRateHz, comment } = await readWav(path);
  expect({ sampleRateHz, comment }).toEqual({ sampleRateHz: 48_000, comment: 'AI-generated' });
  expect(samples.length / 48).toBeGreaterThan(700);
  expect(Math.max(...samples)).toBeGreaterThan(0.1);
});

test('the file says by its name that it wants Opus', async () => {
  const path = place('a.ogg');
  expect(await say(['Hello there.', '-v', VOICE, '-o', path])).toMatchObject({ code: 0 });
  const bytes = await readFile(path);
  expect(bytes.toString('latin1', 0, 4)).toBe('OggS');
  expect(bytes.length).toBeLessThan(20_000);
});

const spokenInput = (): RunOptions => ({
  stdin: Readable.from(['One, two, ', 'three, four.\n']),
  environment: { PIPER_MODEL_PATH: VOICE },
});

test('the voice of the settings speaks a text from the standard input, faster when it is told to', async () => {
  const steady = ['-', '--variation', '0', '-o'];
  expect(await say([...steady, place('slow.wav')], spokenInput())).toMatchObject({ code: 0 });
  expect(await say([...steady, place('fast.wav'), '--speed', '2'], spokenInput())).toMatchObject({ code: 0 });
  const ratio = (await lengthMs(place('slow.wav'))) / (await lengthMs(place('fast.wav')));
  expect(ratio).toBeGreaterThan(1.6);
  expect(ratio).toBeLessThan(2.2);
});

test('without noise the same text gives the same file', async () => {
  for (const name of ['a.wav', 'b.wav'])
    await say(['Hello there.', '-v', VOICE, '--variation', '0', '-o', place(name)]);
  expect(await readFile(place('a.wav'))).toEqual(await readFile(place('b.wav')));
});

test.each([
  [['Hello.', '-o', 'a.mp3', '-v', VOICE], 2, 'must end in .wav'],
  [['Hello.', '-o', 'a.wav'], 2, 'Name a voice'],
  [['Hello.', '-v', VOICE], 2, 'required option'],
  [['-o', 'a.wav', '-v', VOICE], 2, 'missing required argument'],
  [['Hello.', '-o', 'a.wav', '-v', VOICE, '--speed', 'fast'], 2, 'It is no number'],
  [['Hello.', '-o', 'a.wav', '-v', VOICE, '--speed', '9'], 1, 'speed must lie between 0.25 and 4'],
  [['Hello.', '-o', 'a.wav', '-v', VOICE, '--speaker', '3'], 1, 'VOICE_SPEAKER_UNKNOWN'],
  [['😀', '-o', 'a.wav', '-v', VOICE], 1, 'NOTHING_TO_SAY'],
  [['Hello.', '-o', 'a.wav', '-v', './nobody.onnx'], 1, 'MODEL_FILE_MISSING'],
])('what cannot be done is said, and leaves no file: %j', async (words, code, message) => {
  const given = words.map((word) => (word.startsWith('a.') ? place(word) : word));
  const result = await say(given);
  expect(result).toMatchObject({ code, out: '' });
  expect(result.error).toContain(message);
  expect(await readdir(folder)).toEqual([]);
});

test('a long text tells how far it is; Ctrl-C ends it and leaves nothing behind', async () => {
  const controller = new AbortController();
  const path = place('long.wav');
  const { code, error } = await say(['-', '-v', VOICE, '-o', path], {
    stdin: Readable.from(['This is a sentence that goes on. '.repeat(3000)]),
    signal: controller.signal,
    onError: (text) => {
      if (text.includes('% of the text')) controller.abort(new AppError('CANCELLED', { message: 'Ctrl-C' }));
    },
  });
  expect(code).toBe(130);
  expect(error).toMatch(/^1\d % of the text, \d+:\d\d of speech\nStopped.\n$/u);
  expect(await readdir(folder)).toEqual([]);
});

test('Ctrl-C while the text is awaited ends it too', async () => {
  const controller = new AbortController();
  const stdin = new PassThrough();
  stdin.write('Hello, ');
  const ended = say(['-', '-v', VOICE, '-o', place('a.wav')], { stdin, signal: controller.signal });
  controller.abort(new AppError('CANCELLED', { message: 'Ctrl-C' }));
  expect(await ended).toMatchObject({ code: 130, error: 'Stopped.\n' });
});
