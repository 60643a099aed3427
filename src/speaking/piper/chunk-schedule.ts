/** Frames on each side of a chunk that its sound depends on: exact for Piper's vocoders of every quality. */
export const CONTEXT_FRAMES = 16;

/** The first chunk of a clause: the shortest wait for a sound that still pays for its context. */
export const FIRST_CHUNK_FRAMES = 24;
/** Nobody waits longer than this for a first sound, however slow the voice is. */
const MAX_FIRST_CHUNK_FRAMES = 96;
/** Longer chunks save next to nothing, and an abort waits for the end of one. */
const MAX_CHUNK_FRAMES = 192;
/** Of the time until the listeners run out of sound, so much is planned for; the rest is for the unforeseen. */
const SAFE_SHARE = 0.8;

/** What the length of the next chunk depends on. */
export interface ChunkSituation {
  /** Frames of the longest chunk before it, 0 for the first. */
  readonly previousFrames: number;
  /** Sound that was handed over and cannot have been played yet. */
  readonly aheadMs: number;
  /** Length of a frame's sound. */
  readonly frameMs: number;
  /** Time that the vocoder takes for a frame; 0 while nobody knows. */
  readonly costMs: number;
}

/**
 * How many frames the next chunk should have: 24, 48, 96, then 192. A voice that is slow on this machine gets
 * a longer first chunk and grows as the sound in hand allows, so that none runs out before the next is made;
 * one that cannot keep up at all grows regardless, because short chunks would make it slower still.
 */
export function nextChunkFrames({ previousFrames, aheadMs, frameMs, costMs }: ChunkSituation): number {
  const doubled = Math.min(MAX_CHUNK_FRAMES, 2 * previousFrames);
  if (costMs === 0) return Math.max(FIRST_CHUNK_FRAMES, doubled);
  const safeFrameMs = SAFE_SHARE * frameMs;
  const least = leastSustaining(safeFrameMs, costMs);
  if (previousFrames === 0) {
    const untilSecond = Math.ceil(((least + 2 * CONTEXT_FRAMES) * costMs) / safeFrameMs);
    return Math.min(MAX_FIRST_CHUNK_FRAMES, Math.max(FIRST_CHUNK_FRAMES, untilSecond));
  }
  const affordable = Math.floor((SAFE_SHARE * aheadMs) / costMs) - 2 * CONTEXT_FRAMES;
  return Math.min(doubled, Math.max(affordable, least));
}

/** The shortest chunk whose sound lasts as long as its run with its context takes. */
function leastSustaining(safeFrameMs: number, costMs: number): number {
  if (costMs >= safeFrameMs) return MAX_CHUNK_FRAMES;
  const frames = Math.ceil((2 * CONTEXT_FRAMES * costMs) / (safeFrameMs - costMs));
  return Math.min(MAX_CHUNK_FRAMES, Math.max(FIRST_CHUNK_FRAMES, frames));
}

/**
 * Plans the chunks of one clause, over all its sentences. Only the time that the voice works counts against
 * the sound in hand: when its reader makes it wait, there is sound enough.
 */
export interface ChunkSchedule {
  /** Frames of the next chunk. */
  next(frameMs: number): number;
  /** Tells that a chunk was made. */
  made(chunk: MadeChunk): void;
  /** Tells that something else took the voice's time. */
  worked(tookMs: number): void;
}

/** A chunk as it was made. */
export interface MadeChunk {
  readonly frames: number;
  /** Frames that the vocoder ran over, context included. */
  readonly runFrames: number;
  readonly frameMs: number;
  readonly tookMs: number;
}

/** What a vocoder has shown so far; kept from clause to clause. */
export interface VocoderPace {
  /** 0 at first. */
  costMs: number;
}

/** Weight of the last run in the vocoder's measured pace. */
const PACE_WEIGHT = 0.3;

/**
 * Makes a {@link ChunkSchedule}; it reads and updates `pace`.
 *
 * @param isSteady - the lengths depend on no clock, so that the same ids give the same samples to the last bit:
 * another length may change the order of additions within a sample.
 */
export function createChunkSchedule(pace: VocoderPace, isSteady = false): ChunkSchedule {
  let previousFrames = 0;
  let aheadMs = 0;
  return {
    next: (frameMs) =>
      nextChunkFrames({ previousFrames, aheadMs, frameMs, costMs: isSteady ? 0 : pace.costMs }),
    made({ frames, runFrames, frameMs, tookMs }) {
      aheadMs += frames * frameMs - (previousFrames === 0 ? 0 : tookMs);
      previousFrames = Math.max(previousFrames, frames);
      const costMs = tookMs / runFrames;
      pace.costMs = pace.costMs === 0 ? costMs : pace.costMs + PACE_WEIGHT * (costMs - pace.costMs);
    },
    worked(tookMs) {
      if (previousFrames > 0) aheadMs -= tookMs;
    },
  };
}
