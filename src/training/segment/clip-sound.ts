import { resample, peakOf, dbToAmplitude } from '#audio';

/** Fades at both ends, so that no clip begins or ends with a click. */
const FADE_MS = 5;
/** No sample is louder than this: -1 dBFS. */
const CEILING = dbToAmplitude(-1);

/** How a stretch of a recording becomes a clip. */
export interface ClipSoundOptions {
  readonly fromRateHz: number;
  readonly toRateHz: number;
  readonly gainDb: number;
}

/** Resamples, sets the level and fades both ends. */
export function makeClipSound(
  stretch: Float32Array,
  { fromRateHz, toRateHz, gainDb }: ClipSoundOptions,
): Float32Array {
  const sound = resample(stretch, fromRateHz, toRateHz);
  const peak = peakOf(sound);
  const gain = Math.min(dbToAmplitude(gainDb), peak === 0 ? 1 : CEILING / peak);
  const fade = Math.round((FADE_MS / 1000) * toRateHz);
  return sound.map((value, n) => {
    const fromEnd = Math.min(n + 1, sound.length - n);
    return value * gain * Math.min(1, fromEnd / fade);
  });
}
