import { amplitudeToDb } from '#audio';

/** The level that every voice is brought to, in dBFS: RMS over the frames in which it speaks. */
const TARGET_LEVEL_DB = -20;
/** A voice is never changed by more than this. */
const MAX_CUT_DB = -12;
const MAX_BOOST_DB = 24;
/** Frames that are this much quieter than the loudest are pauses. */
const PAUSE_BELOW_LOUDEST_DB = 30;
const FRAME_MS = 20;

/** RMS level in dBFS of the 20 ms frames that are no pauses; `-Infinity` for silence. */
export function speechLevelDb(samples: Float32Array, sampleRateHz: number): number {
  const frameLength = Math.round((sampleRateHz * FRAME_MS) / 1000);
  const powers: number[] = [];
  for (let at = 0; at < samples.length; at += frameLength) {
    const frame = samples.subarray(at, at + frameLength);
    powers.push(frame.reduce((sum, value) => sum + value * value, 0) / frame.length);
  }
  const floor = Math.max(0, ...powers) / 10 ** (PAUSE_BELOW_LOUDEST_DB / 10);
  const voiced = powers.filter((power) => power > 0 && power >= floor);
  return amplitudeToDb(Math.sqrt(voiced.reduce((sum, power) => sum + power, 0) / voiced.length || 0));
}

/**
 * The one gain of a voice, in dB, from a sample of its speech. Measured once per voice, because a gain that
 * is fitted to each sentence makes quiet sentences as loud as loud ones, and needs the whole sentence first.
 */
export function voiceGainDb(sample: Float32Array, sampleRateHz: number): number {
  const wantedDb = TARGET_LEVEL_DB - speechLevelDb(sample, sampleRateHz);
  return Math.max(MAX_CUT_DB, Math.min(MAX_BOOST_DB, wantedDb));
}
