import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSoundFile, type DecodeFileOptions } from './decode-file.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { joinSamples } from './join-samples.ts';
import { resample } from './resampler.ts';
import { encodeWav } from './wav.ts';

let folder = '';
const patient = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-sound-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const tone = (length: number, rateHz: number): Float32Array =>
  Float32Array.from({ length }, (_unused, n) => 0.5 * Math.sin((2 * Math.PI * 440 * n) / rateHz));

async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function decode(path: string, options: Partial<DecodeFileOptions> = {}): Promise<Float32Array> {
  const pieces: Float32Array[] = [];
  for await (const piece of decodeSoundFile(path, { signal: patient, ...options })) pieces.push(piece);
  return joinSamples(pieces);
}

/** A program that is started as ffmpeg is, and does what `script` says with `args`. */
async function stand(name: string, script: string): Promise<string> {
  const path = await put(name, `#!${process.execPath}\nconst args = process.argv.slice(2);\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('a WAV file', () => {
  it.each(['pcm16', 'float32'] as const)('is read piece by piece as one whole (%s)', async (encoding) => {
    const samples = tone(150_001, 48_000);
    const path = await put('long.wav', encodeWav(samples, 48_000, { encoding }));
    const durations: number[] = [];
    const decoded = await decode(path, { onDuration: (ms) => durations.push(ms) });
    const expected = resample(samples, 48_000, 16_000);
    expect(decoded.length).toBe(expected.length);
    expect(Math.max(...decoded.map((value, n) => Math.abs(value - expected[n]!)))).toBeLessThan(5e-5);
    expect(durations).toEqual([(150_001 / 48_000) * 1000]);
  });

  it('of several channels becomes their mean', async () => {
    const frames = new Float32Array(3200).map((_zero, n) => (n % 2 === 0 ? 0.5 : -0.25));
    const mono = Buffer.from(encodeWav(frames, 16_000));
    mono.writeUInt16LE(2, 22);
    mono.writeUInt32LE(64_000, 28);
    mono.writeUInt16LE(4, 32);
    const decoded = await decode(await put('stereo.wav', mono));
    expect(decoded).toEqual(new Float32Array(1600).fill(0.125));
  });

  it('whose length nobody knew is read to its end', async () => {
    const bytes = Buffer.from(encodeWav(tone(1600, 16_000), 16_000));
    bytes.writeUInt32LE(0xff_ff_ff_ff, 40);
    expect((await decode(await put('piped.wav', bytes))).length).toBe(1600);
  });

  it('stops between two pieces when it is aborted', async () => {
    const controller = new AbortController();
    const path = await put('stopped.wav', encodeWav(tone(300_000, 16_000), 16_000));
    const work = (async () => {
      for await (const piece of decodeSoundFile(path, { signal: controller.signal })) {
        expect(piece.length).toBeGreaterThan(0);
        controller.abort(new Error('enough'));
      }
    })();
    await expect(work).rejects.toThrow('enough');
  });
});

describe('a file of another kind', () => {
  const speaking = `
    const samples = new Float32Array([0.25, -0.5, 1, 0.125, 0]);
    const bytes = Buffer.from(samples.buffer);
    process.stderr.write('  Duration: 01:02:03.50, start: 0.0\\n');
    process.stdout.write(bytes.subarray(0, 3));
    setTimeout(() => process.stdout.write(bytes.subarray(3, 9)), 20);
    setTimeout(() => process.stdout.end(bytes.subarray(9)), 40);`;

  it('comes from ffmpeg, whatever the lengths of its pieces', async () => {
    const durations: number[] = [];
    const path = await put('song.mp3', 'sound');
    const decoded = await decode(path, {
      ffmpegPath: await stand('speaking', speaking),
      onDuration: (ms) => durations.push(ms),
    });
    expect([...decoded]).toEqual([0.25, -0.5, 1, 0.125, 0]);
    expect(durations).toEqual([3_723_500]);
  });

  it('is asked for as mono at 16 kHz, by its whole path, without any network', async () => {
    const ffmpegPath = await stand('telling', `process.stderr.write(JSON.stringify(args)); process.exit(1);`);
    const path = await put('-i odd name.m4a', 'sound');
    const error = await decode(path, { ffmpegPath }).catch((thrown: unknown) => thrown);
    const args = JSON.parse(/"(\[.*\])"/u.exec((error as Error).message)![1]!) as string[];
    expect(args.join(' ')).toContain('-ac 1 -ar 16000 -f f32le');
    expect(args[args.indexOf('-i') + 1]).toBe(`file:${path}`);
    expect(args[args.indexOf('-protocol_whitelist') + 1]).toBe('file,pipe');
  });

  it('that ffmpeg cannot read is an error with its last words', async () => {
    const ffmpegPath = await stand(
      'failing',
      `process.stderr.write('Input #0\\nmoov atom not found\\n\\n'); process.exitCode = 183;`,
    );
    await expect(decode(await put('broken.mp4', 'x'), { ffmpegPath })).rejects.toMatchObject({
      code: 'AUDIO_FILE_INVALID',
      message: expect.stringContaining('moov atom not found'),
    });
  });

  it('ends ffmpeg when nobody wants the rest', async () => {
    const ffmpegPath = await stand(
      'endless',
      `process.stdout.on('error', () => process.exit(9));
       setInterval(() => process.stdout.write(Buffer.alloc(4096)), 5);`,
    );
    const controller = new AbortController();
    const path = await put('endless.ogg', 'x');
    const work = decode(path, { ffmpegPath, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 200);
    await expect(work).rejects.toThrow('enough');
    for await (const piece of decodeSoundFile(path, { ffmpegPath, signal: patient })) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });

  it('ends although much more of it waits to be read', async () => {
    const ffmpegPath = await stand(
      'faster',
      `const write = () => { while (process.stdout.write(Buffer.alloc(65536))); };
       process.stdout.on('drain', write).on('error', () => process.exit(9));
       write();`,
    );
    for await (const piece of decodeSoundFile(await put('faster.ogg', 'x'), {
      ffmpegPath,
      signal: patient,
    })) {
      expect(piece.length).toBeGreaterThan(0);
      // The pipe fills up in the meantime.
      await new Promise((resolve) => setTimeout(resolve, 200));
      break;
    }
  });

  it('that ffmpeg is stuck with is an error', async () => {
    const ffmpegPath = await stand('stuck', `setInterval(() => {}, 1000);`);
    const work = decode(await put('stuck.ogg', 'x'), { ffmpegPath, stallTimeoutMs: 300 });
    await expect(work).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  it('is also a WAV file that is compressed or damaged', async () => {
    const ffmpegPath = await stand('reading', speaking);
    const bytes = Buffer.from(encodeWav(tone(1600, 16_000), 16_000));
    bytes.writeUInt16LE(0x11, 20);
    expect((await decode(await put('adpcm.wav', bytes), { ffmpegPath })).length).toBe(5);
    const whole = encodeWav(tone(1600, 16_000), 16_000);
    expect((await decode(await put('cut.wav', whole.subarray(0, 900)), { ffmpegPath })).length).toBe(5);
  });
});

describe('what cannot be', () => {
  it('is a file that is not there', async () => {
    await expect(decode(join(folder, 'nothing.wav'))).rejects.toMatchObject({
      code: 'AUDIO_FILE_INVALID',
      message: expect.stringContaining('nothing.wav'),
    });
  });

  it('is an ffmpeg that is named and not there', async () => {
    const work = decode(await put('song.flac', 'x'), { ffmpegPath: join(folder, 'no-ffmpeg') });
    await expect(work).rejects.toMatchObject({
      code: 'FFMPEG_MISSING',
      message: expect.stringContaining('no-ffmpeg'),
    });
  });

  it('is a file that is no program', async () => {
    const path = await put('not-a-program', 'x');
    await expect(findFfmpeg({ configured: path })).rejects.toMatchObject({ code: 'FFMPEG_MISSING' });
  });
});

describe('ffmpeg', () => {
  it('is the one that is named, then the one of the package, then the first on the path', async () => {
    const program = await stand(process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg', '');
    const other = await stand('other-ffmpeg', '');
    expect(await findFfmpeg({ configured: other, bundled: program, searchPath: folder })).toBe(other);
    expect(await findFfmpeg({ bundled: other, searchPath: folder })).toBe(other);
    expect(await findFfmpeg({ bundled: join(folder, 'gone'), searchPath: folder })).toBe(program);
    expect(await findFfmpeg({ searchPath: folder })).toBe(program);
  });

  it('that is nowhere is an error with all places', async () => {
    await expect(findFfmpeg({ configured: '', searchPath: '' })).rejects.toMatchObject({
      code: 'FFMPEG_MISSING',
      message: expect.stringMatching(/FFMPEG_PATH.*ffmpeg-static.*PATH/u),
    });
  });
});
