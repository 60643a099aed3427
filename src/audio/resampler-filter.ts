import { AppError } from '#core';

/** A low-pass filter cut into phases: row `p` holds the taps for outputs that lie `p / up` after an input. */
export interface PolyphaseFilter {
  /** `toHz` divided by the greatest common divisor of both rates: the number of phases. */
  readonly up: number;
  /** `fromHz` divided by the same divisor. */
  readonly down: number;
  /** Taps on each side of an output's position, in input samples. */
  readonly halfTaps: number;
  /** `up` rows of `2 * halfTaps` coefficients; each row sums to 1. */
  readonly taps: Float32Array;
}

/** Zero crossings of the sinc on each side, counted at the lower of the two rates. */
const ZERO_CROSSINGS = 32;
/** Kaiser's shape parameter for 90 dB of stop-band attenuation: 0.1102 (90 − 8.7). */
const KAISER_BETA = 8.96;
/** The transition band is about 0.18 of the band wide; its middle lies this far below the lower Nyquist. */
const CUTOFF = 0.92;
/** More phases than any pair of usual rates needs (22,050 ↔ 48,000 Hz takes 320). */
const MAX_PHASES = 2_000;

const filters = new Map<string, PolyphaseFilter>();

/**
 * A Kaiser-windowed sinc for a pair of rates (J. F. Kaiser, "Nonrecursive digital filter design using the
 * I0-sinh window function", 1974). Made once per pair.
 *
 * @throws AppError `AUDIO_RATE_UNSUPPORTED` when a rate is no whole number of at least 1,000 Hz or the
 * ratio needs too many phases.
 */
export function polyphaseFilter(fromHz: number, toHz: number): PolyphaseFilter {
  const key = `${fromHz}:${toHz}`;
  const known = filters.get(key);
  if (known !== undefined) return known;
  const filter = design(fromHz, toHz);
  filters.set(key, filter);
  return filter;
}

function design(fromHz: number, toHz: number): PolyphaseFilter {
  const usable = [fromHz, toHz].every((rateHz) => Number.isInteger(rateHz) && rateHz >= 1_000);
  const divisor = usable ? greatestCommonDivisor(fromHz, toHz) : 1;
  const up = toHz / divisor;
  const down = fromHz / divisor;
  if (!usable || up > MAX_PHASES) {
    throw new AppError('AUDIO_RATE_UNSUPPORTED', {
      message: `Sound cannot be converted from ${fromHz} Hz to ${toHz} Hz.`,
      context: { fromHz, toHz },
    });
  }
  // Cycles per input sample, times two: 1 keeps everything up to the input's own Nyquist frequency.
  const bandwidth = Math.min(1, up / down);
  const halfWidth = ZERO_CROSSINGS / bandwidth;
  const halfTaps = Math.ceil(halfWidth);
  const width = 2 * halfTaps;
  const taps = new Float32Array(up * width);
  for (let phase = 0; phase < up; phase += 1) {
    const row = Array.from({ length: width }, (_, tap) => {
      const distance = tap - (halfTaps - 1) - phase / up;
      return sinc(CUTOFF * bandwidth * distance) * kaiser(distance / halfWidth);
    });
    const sum = row.reduce((total, value) => total + value, 0);
    taps.set(
      row.map((value) => value / sum),
      phase * width,
    );
  }
  return { up, down, halfTaps, taps };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Kaiser's window at `x` in −1…1; 0 outside. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
}

/** Modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-16; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
