import { createFourierTransform, FOURIER_LENGTH, type ComplexBlock } from './fourier.ts';
import { createMelFilters } from './mel-filters.ts';

/** Samples from one column of the spectrogram to the next: 10 ms. */
export const HOP_SAMPLES = 160;

const PADDING = FOURIER_LENGTH / 2;
const BIN_COUNT = FOURIER_LENGTH / 2 + 1;
const SMALLEST_POWER = 1e-10;
/** What lies further below the loudest value is raised to this distance, in powers of ten. */
const DYNAMIC_RANGE = 8;

/** Turns sound into what a Whisper encoder reads. */
export interface LogMel {
  readonly melCount: number;
  /**
   * @param samples - mono at 16 kHz, at most `frameCount` × 160; the rest of the window is silence.
   * @param frameCount - columns of the result, 10 ms each.
   * @returns `melCount` rows of `frameCount` values.
   */
  compute(samples: Float32Array, frameCount: number): Float32Array;
}

/** Sample at a position of the window that is mirrored at its begin and at its end and filled with silence. */
function createReader(samples: Float32Array, windowSamples: number): (position: number) => number {
  const last = windowSamples - 1;
  return (position) => {
    const inside = position < 0 ? -position : position;
    return samples[inside > last ? 2 * last - inside : inside] ?? 0;
  };
}

/** Adds the power of the two real signals that were transformed as one complex signal. */
function splitPower(spectrum: ComplexBlock, first: Float64Array, second: Float64Array): void {
  const { real, imaginary } = spectrum;
  for (let bin = 0; bin < BIN_COUNT; bin += 1) {
    const mirror = (FOURIER_LENGTH - bin) % FOURIER_LENGTH;
    const a = real[bin]!;
    const b = imaginary[bin]!;
    const c = real[mirror]!;
    const d = imaginary[mirror]!;
    first[bin] = ((a + c) ** 2 + (b - d) ** 2) / 4;
    second[bin] = ((b + d) ** 2 + (c - a) ** 2) / 4;
  }
}

/**
 * Whisper's log-mel spectrogram, after its `audio.py`: a periodic Hann window of 25 ms every 10 ms,
 * centred, the ends mirrored; power; mel filters; log10, at least 8 below the loudest; (x + 4) / 4.
 * Sums are in double precision; two columns share one complex transform.
 */
export function createLogMel(melCount: number): LogMel {
  const filters = createMelFilters(melCount);
  const transform = createFourierTransform();
  const hann = Float64Array.from(
    { length: FOURIER_LENGTH },
    (_unused, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / FOURIER_LENGTH),
  );
  const signal = { real: new Float64Array(FOURIER_LENGTH), imaginary: new Float64Array(FOURIER_LENGTH) };
  const powers = [new Float64Array(BIN_COUNT), new Float64Array(BIN_COUNT)] as const;

  const compute = (samples: Float32Array, frameCount: number): Float32Array => {
    const sampleAt = createReader(samples, frameCount * HOP_SAMPLES);
    const logs = new Float32Array(melCount * frameCount).fill(Math.log10(SMALLEST_POWER));
    // Columns whose window lies in the silence after the sound keep the value for no power. The mirrored
    // end of the window is silence too unless the sound reaches into it.
    const audible = Math.min(frameCount, Math.ceil((samples.length + PADDING) / HOP_SAMPLES));
    for (let frame = 0; frame < audible; frame += 2) {
      const begin = frame * HOP_SAMPLES - PADDING;
      for (let index = 0; index < FOURIER_LENGTH; index += 1) {
        signal.real[index] = hann[index]! * sampleAt(begin + index);
        signal.imaginary[index] = hann[index]! * sampleAt(begin + index + HOP_SAMPLES);
      }
      splitPower(transform(signal), ...powers);
      for (let pair = 0; pair < 2 && frame + pair < frameCount; pair += 1) {
        const power = powers[pair]!;
        filters.forEach(({ firstBin, weights }, mel) => {
          let sum = 0;
          for (let index = 0; index < weights.length; index += 1) {
            sum += weights[index]! * power[firstBin + index]!;
          }
          logs[mel * frameCount + frame + pair] = Math.log10(Math.max(sum, SMALLEST_POWER));
        });
      }
    }
    const floor = logs.reduce((loudest, log) => Math.max(loudest, log), -Infinity) - DYNAMIC_RANGE;
    return logs.map((log) => (Math.max(log, floor) + 4) / 4);
  };
  return { melCount, compute };
}
