import { amplitudeToDb, rmsOf } from '#audio';

/** Samples of one level at 16 kHz: 20 ms. */
const FRAME_SAMPLES = 320;
/** Levels in steps of a decibel; what is quieter than this counts as this. */
const QUIETEST_DB = -100;
const LOUD_SHARE = 0.9;
const QUIET_SHARE = 0.1;

/**
 * How far the quiet parts of a recording lie below its loud ones, in dB: the tenth of all 20 ms frames that are
 * quietest against the tenth that are loudest. Speech in a quiet room has 35 and more, music or noise under it
 * leaves less; digital silence counts as -100 dBFS.
 *
 * @param pieces - mono samples at 16 kHz.
 */
export async function measureNoiseGap(pieces: AsyncIterable<Float32Array>): Promise<number> {
  const counts = new Uint32Array(-QUIETEST_DB + 1);
  let frames = 0;
  for await (const piece of pieces) {
    for (let at = 0; at + FRAME_SAMPLES <= piece.length; at += FRAME_SAMPLES) {
      const levelDb = amplitudeToDb(rmsOf(piece.subarray(at, at + FRAME_SAMPLES)));
      const step = Math.round(Math.min(0, Math.max(QUIETEST_DB, levelDb))) - QUIETEST_DB;
      counts[step] = (counts[step] ?? 0) + 1;
      frames += 1;
    }
  }
  const levelAt = (share: number): number => {
    let below = 0;
    return counts.findIndex((count) => (below += count) > share * frames);
  };
  return frames === 0 ? 0 : levelAt(LOUD_SHARE) - levelAt(QUIET_SHARE);
}
