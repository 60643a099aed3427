const zeroCrossings = 12;
const passBand = 0.92;

/** Turns a whole recording from one rate into another. */
export type Resampler = (samples: Float32Array) => Float32Array;

/**
 * Windowed-sinc polyphase resampling between two integer rates in Hz (Kaiser window, beta 8), for whole
 * recordings: no state is kept, and what lies beyond the ends counts as silence.
 */
export function createResampler(fromHz: number, toHz: number): Resampler {
  if (fromHz === toHz) return (samples) => samples;
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const step = fromHz / divisor;
  const cutoff = passBand * Math.min(1, toHz / fromHz);
  const half = Math.ceil(zeroCrossings / cutoff);
  const tables = Array.from({ length: phases }, (_, phase) => makeTaps(phase / phases, half, cutoff));
  return (samples) => {
    const padded = new Float32Array(samples.length + 2 * half);
    padded.set(samples, half);
    const output = new Float32Array(Math.floor((samples.length * phases) / step));
    for (let index = 0; index < output.length; index++) {
      const centre = Math.floor((index * step) / phases);
      const taps = tables[(index * step) % phases]!;
      const first = centre + 1;
      let sum = 0;
      for (let tap = 0; tap < 2 * half; tap++) sum += padded[first + tap]! * taps[tap]!;
      output[index] = sum;
    }
    return output;
  };
}

function makeTaps(fraction: number, half: number, cutoff: number): Float32Array {
  const taps = Float32Array.from({ length: 2 * half }, (_, tap) => {
    const distance = tap - half + 1 - fraction;
    const angle = Math.PI * distance * cutoff;
    const edge = distance / half;
    const window = Math.abs(edge) >= 1 ? 0 : bessel(8 * Math.sqrt(1 - edge * edge)) / bessel(8);
    return (angle === 0 ? 1 : Math.sin(angle) / angle) * cutoff * window;
  });
  const sum = taps.reduce((total, value) => total + value, 0);
  return taps.map((value) => value / sum);
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-9; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
