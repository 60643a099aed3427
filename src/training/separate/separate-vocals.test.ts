import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWavStream, readWav } from '#audio';
import { writeMdxNet, writeSpleeter } from '../fixtures/separation-models.ts';
import { writeStereoWav } from '../fixtures/stereo-wav.ts';
import { createVocalSeparator } from './separate-vocals.ts';
import type { SeparationModelChoice } from './worker.ts';

const { signal } = new AbortController();
const SECONDS = 14;
const RATE_HZ = 44_100;

/** Two tones that both models can carry, another one in each channel. */
const tone = (channel: number): Float32Array =>
  Float32Array.from({ length: SECONDS * RATE_HZ }, (_unused, n) => {
    const envelope = 0.3 + 0.2 * Math.sin((2 * Math.PI * n) / RATE_HZ);
    return envelope * Math.sin((2 * Math.PI * (channel === 0 ? 440 : 3000) * n) / RATE_HZ);
  });
const left = tone(0);
const right = tone(1);
const mix = left.map((value, n) => (value + (right[n] ?? 0)) / 2);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'separate-'));
  await writeStereoWav(join(folder, 'mix.wav'), left, right, RATE_HZ);
});
afterEach(() => rm(folder, { recursive: true }));

async function vocalsBy(model: SeparationModelChoice): Promise<Float32Array> {
  const separator = await createVocalSeparator({ model, threads: 1 }, signal);
  try {
    await separator.separate(join(folder, 'mix.wav'), join(folder, 'vocals.wav'), signal, () => undefined);
  } finally {
    await separator.close();
  }
  const { samples } = await readWav(join(folder, 'vocals.wav'));
  return samples;
}

/** The largest difference from `factor` times the mix, away from the first and last tenth of a second. */
function worstError(vocals: Float32Array, factor: number): number {
  let worst = 0;
  for (let n = RATE_HZ / 10; n < mix.length - RATE_HZ / 10; n += 1) {
    worst = Math.max(worst, Math.abs((vocals[n] ?? NaN) - factor * (mix[n] ?? 0)));
  }
  return worst;
}

/** 16-bit samples, and the feet of windows where chunks meet. */
const TOLERANCE = 2e-3;

test.each([
  ['Kim_Vocal_2', 3072],
  ['UVR-MDX-NET-Voc_FT', 3072],
  ['UVR_MDXNET_3_9662', 2048],
])('%s: a network that keeps everything gives the mix back, over several chunks', async (name, bins) => {
  const vocals = await vocalsBy({ kind: 'mdx-net', path: await writeMdxNet(folder, name, bins) });

  expect(vocals).toHaveLength(mix.length);
  expect(worstError(vocals, 1)).toBeLessThan(TOLERANCE);
});

test('an instrumental network leaves what it does not find', async () => {
  const factor = 0.5;
  const path = await writeMdxNet(folder, 'UVR-MDX-NET-Inst_HQ_3', 3072, factor);

  expect(worstError(await vocalsBy({ kind: 'mdx-net', path }), 1 - 1.022 * factor)).toBeLessThan(TOLERANCE);
});

test.each([
  [{ voice: 1, rest: 1 }, 0.5],
  [{ voice: 1000, rest: 0 }, 1],
  [{ voice: 1, rest: 3 }, 0.1],
])('Spleeter: networks that say %j leave that share of the mix', async (parts, share) => {
  const vocals = await vocalsBy({ kind: 'spleeter', path: await writeSpleeter(folder, parts), suffix: '' });

  expect(vocals).toHaveLength(mix.length);
  expect(worstError(vocals, share)).toBeLessThan(TOLERANCE);
});

test('a model that nobody knows, or that is another one, is refused', async () => {
  const unknown = await writeMdxNet(folder, 'somebody', 3072);
  await expect(
    createVocalSeparator({ model: { kind: 'mdx-net', path: unknown } }, signal),
  ).rejects.toMatchObject({
    code: 'MODEL_FILE_INVALID',
  });
  await writeFile(join(folder, 'vocals.onnx'), 'nothing');
  await expect(
    createVocalSeparator({ model: { kind: 'spleeter', path: folder, suffix: '' } }, signal),
  ).rejects.toMatchObject({ code: 'MODEL_FILE_INVALID' });
});

test('being called off leaves no file behind', async () => {
  const path = await writeMdxNet(folder, 'Kim_Vocal_2', 3072);
  const separator = await createVocalSeparator({ model: { kind: 'mdx-net', path }, threads: 1 }, signal);
  const abort = new AbortController();
  const to = join(folder, 'vocals.wav');

  await expect(
    separator.separate(join(folder, 'mix.wav'), to, abort.signal, () => abort.abort(new Error('enough'))),
  ).rejects.toThrow('enough');
  await expect(openWavStream(to)).rejects.toThrow('ENOENT');
  await separator.close();
});
