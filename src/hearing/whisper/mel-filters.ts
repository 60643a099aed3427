/** Length of Whisper's Fourier transform: 25 ms at 16 kHz. */
export const FOURIER_LENGTH = 400;

const SAMPLE_RATE_HZ = 16_000;
const TOP_HZ = SAMPLE_RATE_HZ / 2;

/** Where Slaney's scale turns from linear to logarithmic. */
const KNEE_HZ = 1000;
const KNEE_MEL = 15;
/** Steps per natural logarithm above the knee. */
const STEPS_PER_LOG = 27 / Math.log(6.4);

const hzToMel = (hz: number): number =>
  hz < KNEE_HZ ? (3 * hz) / 200 : KNEE_MEL + Math.log(hz / KNEE_HZ) * STEPS_PER_LOG;

const melToHz = (mel: number): number =>
  mel < KNEE_MEL ? (200 * mel) / 3 : KNEE_HZ * Math.exp((mel - KNEE_MEL) / STEPS_PER_LOG);

/** One triangle over the bins of a power spectrum. */
export interface MelFilter {
  /** Its first bin that counts. */
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/**
 * Whisper's mel filters: triangles of equal area between 0 and 8 kHz on the scale of Slaney's Auditory
 * Toolbox, over the 201 bins of a 400-point spectrum at 16 kHz.
 *
 * @param melCount - 80, or 128 for large-v3 and its kin.
 */
export function createMelFilters(melCount: number): readonly MelFilter[] {
  const topMel = hzToMel(TOP_HZ);
  const cornersHz = Array.from({ length: melCount + 2 }, (_unused, index) =>
    melToHz((topMel * index) / (melCount + 1)),
  );
  const binHz = SAMPLE_RATE_HZ / FOURIER_LENGTH;
  return Array.from({ length: melCount }, (_unused, mel) => {
    const [lowHz, centreHz, highHz] = cornersHz.slice(mel, mel + 3) as [number, number, number];
    const firstBin = Math.ceil(lowHz / binHz);
    const lastBin = Math.min(Math.floor(highHz / binHz), FOURIER_LENGTH / 2);
    const weights = Float64Array.from({ length: Math.max(0, lastBin - firstBin + 1) }, (_none, offset) => {
      const hz = (firstBin + offset) * binHz;
      const height = Math.min((hz - lowHz) / (centreHz - lowHz), (highHz - hz) / (highHz - centreHz));
      return (Math.max(0, height) * 2) / (highHz - lowHz);
    });
    return { firstBin, weights };
  });
}
