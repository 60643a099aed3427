import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundledFfmpeg, findFfmpeg } from './find-ffmpeg.ts';
import { createLoudnessMeter, SILENT_LUFS } from './loudness.ts';
import { writeWav } from './wav.ts';

function tone(seconds: number, rateHz: number, amplitude: number, frequencyHz = 997): Float32Array {
  return Float32Array.from(
    { length: seconds * rateHz },
    (_unused, n) => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / rateHz),
  );
}

function measure(samples: Float32Array, rateHz: number, pieceLength = samples.length): number {
  const meter = createLoudnessMeter(rateHz);
  for (let at = 0; at < samples.length; at += pieceLength) meter.push(samples.subarray(at, at + pieceLength));
  return meter.integrated();
}

test.each([16_000, 22_050, 44_100, 48_000])(
  'a full-scale sine of 997 Hz has the −3.01 LUFS of the standard (at %i Hz)',
  (rateHz) => {
    expect(measure(tone(3, rateHz, 1), rateHz)).toBeCloseTo(-3.01, 1);
  },
);

test('what is half as loud measures 6 LU less, however the sound is cut into pieces', () => {
  const loud = measure(tone(3, 16_000, 0.5), 16_000);
  expect(loud - measure(tone(3, 16_000, 0.25), 16_000)).toBeCloseTo(6.02, 2);
  expect(measure(tone(3, 16_000, 0.5), 16_000, 777)).toBeCloseTo(loud, 10);
});

test('pauses do not make speech quieter', () => {
  const speech = tone(4, 16_000, 0.2);
  const withPause = new Float32Array(16_000 * 20);
  withPause.set(speech);
  expect(measure(withPause, 16_000)).toBeCloseTo(measure(speech, 16_000), 0);
});

test('silence and a click have no loudness', () => {
  expect(measure(new Float32Array(16_000), 16_000)).toBe(SILENT_LUFS);
  expect(measure(tone(0.2, 16_000, 1), 16_000)).toBe(SILENT_LUFS);
});

test('agrees with ffmpeg', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loudness-'));
  try {
    const samples = Float32Array.from(
      { length: 44_100 * 6 },
      (_unused, n) => 0.3 * Math.sin(n / 9) * Math.sin(n / 20_000) + 0.1 * Math.sin(n / 2.5),
    );
    const path = join(folder, 'sound.wav');
    await writeWav(path, samples, 44_100);
    const program = await findFfmpeg({ bundled: bundledFfmpeg(), searchPath: process.env['PATH'] });
    const { stderr } = spawnSync(
      program,
      ['-nostdin', '-hide_banner', '-i', path, '-af', 'ebur128=dualmono=false', '-f', 'null', '-'],
      { encoding: 'utf8' },
    );
    const theirs = Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/u.exec(stderr)?.[1]);
    expect(Math.abs(measure(samples, 44_100) - theirs)).toBeLessThan(0.15);
  } finally {
    await rm(folder, { recursive: true });
  }
});
