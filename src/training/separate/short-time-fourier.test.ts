import { expect, test } from 'vitest';
import { createFourier } from './fourier.ts';
import { createShortTimeFourier } from './short-time-fourier.ts';

const noise = (length: number): Float32Array => {
  let seed = 7;
  return Float32Array.from({ length }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 30 - 1;
  });
};

test.each([4096, 5120, 6144, 7680])('%i samples there and back are the same samples', async (length) => {
  const transform = createShortTimeFourier(await createFourier(length), 1024);
  const frames = 40;
  const signal = noise(transform.reach(frames));
  const spectra: Float32Array[] = [];
  transform.analyse(signal, frames, (_frame, spectrum) => spectra.push(spectrum.slice()));
  const sum = transform.synthesise(frames, (frame, spectrum) => spectrum.set(spectra[frame] ?? []));
  const power = transform.windowPower(frames);

  // At the very ends only the feet of the windows reach.
  let worst = 0;
  for (let n = length; n < signal.length - length; n += 1) {
    worst = Math.max(worst, Math.abs((sum[n] ?? 0) / (power[n] ?? 0) - (signal[n] ?? 0)));
  }
  expect(worst).toBeLessThan(1e-5);
});

test('a tone lies in its bin', async () => {
  const fourier = await createFourier(7680);
  fourier.samples.set(
    Float32Array.from({ length: 7680 }, (_unused, n) => Math.cos((2 * Math.PI * 100 * n) / 7680)),
  );
  fourier.forward();

  expect(fourier.spectrum[200]).toBeCloseTo(3840, 0);
  expect(Math.abs(fourier.spectrum[202] ?? 0)).toBeLessThan(0.1);
});

test('a length with other factors than 2, 3 and 5 is refused', async () => {
  await expect(createFourier(7 * 1024)).rejects.toMatchObject({ code: 'INTERNAL' });
});
