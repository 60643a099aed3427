import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeWav } from '#audio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CliContext } from './command-context.ts';
import { runCli } from './run-cli.ts';
import { addTranscribeCommand } from './transcribe.ts';

const MODEL = fileURLToPath(new URL('../../loopback/models/whisper-everyday', import.meta.url));
let folder = '';
let hum = '';
let other = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-transcribe-'));
  const sound = Float32Array.from({ length: 48_000 }, (_unused, n) => 0.3 * Math.sin(n * n * 1e-5));
  hum = join(folder, 'hum.wav');
  other = join(folder, 'other.wav');
  for (const path of [hum, other]) await writeFile(path, encodeWav(sound, 24_000));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function run(
  words: readonly string[],
  changes: Partial<CliContext> = {},
): Promise<{ code: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const context: CliContext = {
    signal: new AbortController().signal,
    environment: { WHISPER_MODEL: MODEL },
    stdin: process.stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (error += text) },
    ...changes,
  };
  const program = { version: '1', commands: [addTranscribeCommand] };
  return { code: await runCli(['transcribe', ...words], program, context), out, error };
}

describe('a recording', () => {
  test('becomes one line of JSON with its length, its language and its segments', async () => {
    const { code, out, error } = await run([hum, '--json', '--language', 'EN']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const lines = out.trim().split('\n');
    expect(lines.length).toBe(1);
    const { segments, ...head } = JSON.parse(lines[0]!) as {
      segments: { startMs: number; endMs: number; text: string; confidence: { temperature: number } }[];
    };
    expect(head).toMatchObject({ file: hum, durationMs: 2000 });
    for (const { startMs, endMs, text, confidence } of segments) {
      expect(startMs).toBeLessThan(endMs);
      expect(endMs).toBeLessThanOrEqual(2000);
      expect(text).not.toBe('');
      expect(confidence.temperature).toBeGreaterThanOrEqual(0);
    }
  });

  test('becomes subtitles', async () => {
    const { code, out } = await run([hum, '--vtt', '--words', '--names', 'Mira, Kyrn']);
    expect(code).toBe(0);
    expect(out).toMatch(/^WEBVTT\n\n(?:\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}\n.+\n\n)*$/u);
  });

  test('of several goes under its name, into a folder if one is named', async () => {
    const { code, out } = await run([hum, other]);
    expect(code).toBe(0);
    expect(out).toContain(`== ${hum} ==\n`);
    expect(out).toContain(`== ${other} ==\n`);
    const target = join(folder, 'made', 'subtitles');
    expect(await run([hum, other, '--srt', '--output', target])).toMatchObject({ code: 0, out: '' });
    expect((await readdir(target)).toSorted()).toEqual(['hum.srt', 'other.srt']);
    expect(await readFile(join(target, 'hum.srt'), 'utf8')).toMatch(/^(?:\d+\n.+ --> .+\n.+\n\n)*$/u);
  });
});

describe('what makes no sense', () => {
  test.each([
    ['two formats', ['--srt', '--vtt'], 'cannot be used with'],
    ['times of words without a place', ['--words'], '--json or --vtt'],
    ['two subtitle files in one', ['again.wav', '--srt'], '--output'],
    ['two files of one name', ['x/hum.mp3', '--output', 'somewhere'], 'same name'],
  ])('is wrong usage: %s', async (_name, words, complaint) => {
    const { code, error } = await run([hum, ...words]);
    expect(code).toBe(2);
    expect(error).toContain(complaint);
  });

  test('is told in one message: a file that is not there, a model, a language', async () => {
    const missing = await run([join(folder, 'nothing.wav')]);
    expect(missing).toMatchObject({ code: 1, out: '' });
    expect(missing.error).toMatch(/^AUDIO_FILE_INVALID: .*nothing\.wav/u);
    expect((await run([hum, '-m', join(folder, 'no-model')])).error).toMatch(/^MODEL_FILE_MISSING: /u);
    expect((await run([hum, '--language', 'tlh'])).error).toMatch(/^CONFIG_INVALID: .*tlh/u);
    const environment = { WHISPER_MODEL: 'no-such-model', ALLOW_DOWNLOADS: 'false' };
    expect(await run([hum], { environment })).toMatchObject({ code: 1 });
  });

  test('ends at once when Ctrl-C was pressed', async () => {
    const stopping = new AbortController();
    stopping.abort(new Error('stopped'));
    expect(await run([hum], { signal: stopping.signal })).toMatchObject({ code: 130, error: 'Stopped.\n' });
  });
});
