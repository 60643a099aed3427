import { FRAME_MS } from '#audio';
import type { Span } from './spans.ts';
import type { VoiceTrack } from './voice-track.ts';

/** What can be measured of a clip. */
export interface ClipQuality {
  /** Mean level of the voice over that of the pauses inside and around it, in dB. */
  readonly signalToNoiseDb: number;
  /** Share of samples at full scale. */
  readonly clippedShare: number;
}

/** Frames beside a clip that tell how quiet the room is. */
const AROUND_FRAMES = 50;
const FULL_SCALE = 0.999;
/** Nothing is quieter than the rounding of 16 bits. */
const QUIETEST_DB = -96;

const powerMeanDb = (levelsDb: readonly number[]): number =>
  levelsDb.length === 0
    ? QUIETEST_DB
    : Math.max(
        QUIETEST_DB,
        10 * Math.log10(levelsDb.reduce((sum, level) => sum + 10 ** (level / 10), 0) / levelsDb.length),
      );

/** @param stretch - the clip's samples before anything was changed. */
export function measureClip(stretch: Float32Array, { startMs, endMs }: Span, track: VoiceTrack): ClipQuality {
  const first = Math.max(0, Math.floor(startMs / FRAME_MS) - AROUND_FRAMES);
  const last = Math.min(track.voiced.length, Math.ceil(endMs / FRAME_MS) + AROUND_FRAMES);
  const voice: number[] = [];
  const room: number[] = [];
  for (let frame = first; frame < last; frame += 1) {
    (track.voiced[frame] === 1 ? voice : room).push(track.levelsDb[frame] ?? QUIETEST_DB);
  }
  const clipped = stretch.reduce((count, value) => count + (Math.abs(value) >= FULL_SCALE ? 1 : 0), 0);
  return {
    signalToNoiseDb: Math.round((powerMeanDb(voice) - powerMeanDb(room)) * 10) / 10,
    clippedShare: stretch.length === 0 ? 0 : clipped / stretch.length,
  };
}
