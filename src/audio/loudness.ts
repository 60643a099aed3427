/** Loudness of silence, and of what is too short to have one. */
export const SILENT_LUFS = -Infinity;

const BLOCK_SECONDS = 0.4;
const STEP_SECONDS = 0.1;
const STEPS_PER_BLOCK = BLOCK_SECONDS / STEP_SECONDS;
/** Blocks below this never count. */
const ABSOLUTE_GATE_LUFS = -70;
/** Nor do those that are this much below the mean of the others. */
const RELATIVE_GATE_LU = 10;

/** A second-order filter, transposed direct form II. */
interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
  z1: number;
  z2: number;
}

/** The first stage: the head in front of a listener lifts what lies above 1.5 kHz by 4 dB. */
function headShelf(sampleRateHz: number): Biquad {
  const gain = 10 ** (3.999_843_853_973_347 / 20);
  const quality = 0.707_175_236_955_419_6;
  const k = Math.tan((Math.PI * 1681.974_450_955_533) / sampleRateHz);
  const bandGain = gain ** 0.499_666_774_154_541_6;
  const norm = 1 + k / quality + k * k;
  return {
    b: [
      (gain + (bandGain * k) / quality + k * k) / norm,
      (2 * (k * k - gain)) / norm,
      (gain - (bandGain * k) / quality + k * k) / norm,
    ],
    a: [(2 * (k * k - 1)) / norm, (1 - k / quality + k * k) / norm],
    z1: 0,
    z2: 0,
  };
}

/** The second stage: the ear hardly hears what lies below 38 Hz. */
function lowCut(sampleRateHz: number): Biquad {
  const quality = 0.500_327_037_323_877_3;
  const k = Math.tan((Math.PI * 38.135_470_876_024_44) / sampleRateHz);
  const norm = 1 + k / quality + k * k;
  return {
    b: [1, -2, 1],
    a: [(2 * (k * k - 1)) / norm, (1 - k / quality + k * k) / norm],
    z1: 0,
    z2: 0,
  };
}

function filter(biquad: Biquad, x: number): number {
  const { b, a } = biquad;
  const y = b[0] * x + biquad.z1;
  biquad.z1 = b[1] * x - a[0] * y + biquad.z2;
  biquad.z2 = b[2] * x - a[1] * y;
  return y;
}

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Measures the loudness of mono sound as it comes. */
export interface LoudnessMeter {
  push(samples: Float32Array): void;
  /** Integrated loudness in LUFS; {@link SILENT_LUFS} when no block of 400 ms was above the gate. */
  integrated(): number;
}

/**
 * Integrated loudness after ITU-R BS.1770-4 (K-weighting, blocks of 400 ms every 100 ms, both gates), with the
 * filters designed for any rate as in EBU R128 tools. Memory: one number for 100 ms.
 */
export function createLoudnessMeter(sampleRateHz: number): LoudnessMeter {
  const shelf = headShelf(sampleRateHz);
  const cut = lowCut(sampleRateHz);
  const stepSamples = Math.round(sampleRateHz * STEP_SECONDS);
  const stepPowers: number[] = [];
  let sum = 0;
  let filled = 0;

  return {
    push(samples) {
      for (const sample of samples) {
        const weighted = filter(cut, filter(shelf, sample));
        sum += weighted * weighted;
        filled += 1;
        if (filled < stepSamples) continue;
        stepPowers.push(sum / stepSamples);
        sum = 0;
        filled = 0;
      }
    },
    integrated() {
      const blocks: number[] = [];
      for (let end = STEPS_PER_BLOCK; end <= stepPowers.length; end += 1) {
        blocks.push(mean(stepPowers.slice(end - STEPS_PER_BLOCK, end)));
      }
      const loud = blocks.filter((power) => lufs(power) >= ABSOLUTE_GATE_LUFS);
      if (loud.length === 0) return SILENT_LUFS;
      const gate = lufs(mean(loud)) - RELATIVE_GATE_LU;
      return lufs(mean(loud.filter((power) => lufs(power) >= gate)));
    },
  };
}
