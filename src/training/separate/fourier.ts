import initialisePffft from '@echogarden/pffft-wasm/simd';
import { AppError } from '#core';

/** The real Fourier transform of one length. */
export interface Fourier {
  readonly length: number;
  /** Samples in, and out again. */
  readonly samples: Float32Array;
  /** `re 0, re length/2, re 1, im 1, re 2, im 2, …` */
  readonly spectrum: Float32Array;
  /** `samples` → `spectrum`. */
  forward(): void;
  /** `spectrum` → `samples`; what went forward comes back. */
  inverse(): void;
}

const FORWARD = 0;
const INVERSE = 1;
const REAL = 0;

/**
 * Makes a transform; pffft takes multiples of 32 that have no other factors than 2, 3 and 5. Its memory lives as
 * long as the thread.
 *
 * @throws AppError `INTERNAL` for another length.
 */
export async function createFourier(length: number): Promise<Fourier> {
  const pffft = await initialisePffft();
  const {
    _pffft_new_setup: newSetup,
    _pffft_aligned_malloc: alignedMalloc,
    _pffft_transform_ordered: transform,
  } = pffft;
  const setup = newSetup(length, REAL);
  if (setup === 0) throw new AppError('INTERNAL', { message: `There is no transform of ${length} samples.` });
  const allocate = (): number => alignedMalloc(length * Float32Array.BYTES_PER_ELEMENT);
  const [samplesAt, spectrumAt, workAt] = [allocate(), allocate(), allocate()];
  const view = (at: number): Float32Array => new Float32Array(pffft.HEAPF32.buffer, at, length);
  const samples = view(samplesAt);
  return {
    length,
    samples,
    spectrum: view(spectrumAt),
    forward: () => transform(setup, samplesAt, spectrumAt, workAt, FORWARD),
    inverse() {
      transform(setup, spectrumAt, samplesAt, workAt, INVERSE);
      for (let n = 0; n < length; n += 1) samples[n] = (samples[n] ?? 0) / length;
    },
  };
}
