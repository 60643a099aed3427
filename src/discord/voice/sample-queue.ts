import { PLAYOUT_FRAME_SAMPLES, PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import type { ClauseProgress } from '#conversation';
import type { SpokenAudio } from '#speaking';

const SAMPLES_PER_MS = PLAYOUT_SAMPLE_RATE_HZ / 1000;

/** 20 ms taken from a {@link SampleQueue}, with what it holds of each clause. */
export interface QueuedFrame {
  /** {@link PLAYOUT_FRAME_SAMPLES} samples; the last frame of a reply ends in silence. */
  readonly samples: Float32Array;
  readonly parts: readonly { readonly clauseIndex: number; readonly samples: number }[];
}

/** Sound that waits to be played, and what was played of each clause. */
export interface SampleQueue {
  write(audio: SpokenAudio): void;
  /**
   * Takes the next 20 ms.
   *
   * @param last - True when no more will be written: what is left is filled up with silence.
   * @returns `undefined` when there is not enough.
   */
  take(last: boolean): QueuedFrame | undefined;
  /** Counts a frame as played. */
  played(frame: QueuedFrame): void;
  queuedMs(): number;
  progress(): readonly ClauseProgress[];
  clear(): void;
}

/** Makes an empty {@link SampleQueue}. */
export function createSampleQueue(): SampleQueue {
  const clauses = new Map<number, { played: number; total: number }>();
  let pieces: SpokenAudio[] = [];
  let offset = 0;
  let queued = 0;

  const clauseOf = (clauseIndex: number): { played: number; total: number } => {
    let clause = clauses.get(clauseIndex);
    if (clause === undefined) {
      clause = { played: 0, total: 0 };
      clauses.set(clauseIndex, clause);
    }
    return clause;
  };

  return {
    write(audio) {
      clauseOf(audio.clauseIndex).total += audio.samples.length;
      queued += audio.samples.length;
      if (audio.samples.length > 0) pieces.push(audio);
    },
    take(last) {
      if (queued === 0 || (queued < PLAYOUT_FRAME_SAMPLES && !last)) return undefined;
      const samples = new Float32Array(PLAYOUT_FRAME_SAMPLES);
      const parts: { clauseIndex: number; samples: number }[] = [];
      let filled = 0;
      while (filled < PLAYOUT_FRAME_SAMPLES) {
        const [piece] = pieces;
        if (piece === undefined) break;
        const count = Math.min(PLAYOUT_FRAME_SAMPLES - filled, piece.samples.length - offset);
        samples.set(piece.samples.subarray(offset, offset + count), filled);
        parts.push({ clauseIndex: piece.clauseIndex, samples: count });
        filled += count;
        offset += count;
        if (offset < piece.samples.length) continue;
        pieces.shift();
        offset = 0;
      }
      queued -= filled;
      return { samples, parts };
    },
    played(frame) {
      for (const part of frame.parts) clauseOf(part.clauseIndex).played += part.samples;
    },
    queuedMs: () => queued / SAMPLES_PER_MS,
    progress: () =>
      [...clauses].map(([clauseIndex, { played, total }]) => ({
        clauseIndex,
        playedMs: played / SAMPLES_PER_MS,
        totalMs: total / SAMPLES_PER_MS,
      })),
    clear() {
      pieces = [];
      offset = 0;
      queued = 0;
    },
  };
}
