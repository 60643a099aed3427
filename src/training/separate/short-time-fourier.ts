import type { Fourier } from './fourier.ts';

/** Cuts sound into overlapping windows and goes to frequencies and back. */
export interface ShortTimeFourier {
  readonly length: number;
  readonly hop: number;
  /** Samples that `frames` windows cover. */
  reach(frames: number): number;
  /**
   * Calls `visit` with the spectrum of each window of `signal` (see {@link Fourier} for its order), which is valid
   * until the next call.
   */
  analyse(signal: Float32Array, frames: number, visit: (frame: number, spectrum: Float32Array) => void): void;
  /**
   * The windowed sum of the windows whose spectra `fill` writes; divided by {@link windowPower} it is the signal.
   * `fill` is given zeros.
   */
  synthesise(
    frames: number,
    fill: (frame: number, spectrum: Float32Array) => void,
  ): Float32Array<ArrayBuffer>;
  /** How often, by the square of the window, each sample is counted in the sum. */
  windowPower(frames: number): Float32Array;
}

/** A periodic Hann window. */
export function periodicHann(length: number): Float32Array {
  return Float32Array.from({ length }, (_unused, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
}

/** `length` samples for each window of a Hann shape, one every `hop` samples, the first at the first sample. */
export function createShortTimeFourier(fourier: Fourier, hop: number): ShortTimeFourier {
  const { length, samples, spectrum } = fourier;
  const window = periodicHann(length);
  const reach = (frames: number): number => (frames - 1) * hop + length;
  return {
    length,
    hop,
    reach,
    analyse(signal, frames, visit) {
      for (let frame = 0; frame < frames; frame += 1) {
        const from = frame * hop;
        for (let n = 0; n < length; n += 1) samples[n] = (signal[from + n] ?? 0) * (window[n] ?? 0);
        fourier.forward();
        visit(frame, spectrum);
      }
    },
    synthesise(frames, fill) {
      const sum = new Float32Array(reach(frames));
      for (let frame = 0; frame < frames; frame += 1) {
        spectrum.fill(0);
        fill(frame, spectrum);
        fourier.inverse();
        const from = frame * hop;
        for (let n = 0; n < length; n += 1) {
          sum[from + n] = (sum[from + n] ?? 0) + (samples[n] ?? 0) * (window[n] ?? 0);
        }
      }
      return sum;
    },
    windowPower(frames) {
      const power = new Float32Array(reach(frames));
      for (let frame = 0; frame < frames; frame += 1) {
        for (let n = 0; n < length; n += 1) {
          const at = frame * hop + n;
          power[at] = (power[at] ?? 0) + (window[n] ?? 0) ** 2;
        }
      }
      return power;
    },
  };
}
