import {
  DEFAULT_ENDPOINT,
  DEFAULT_LEARNING,
  type LearningOptions,
  type SilenceOptions,
} from './endpoint-options.ts';

/** What was said before a pause: a whole sentence as far as its words tell, or anything else. */
export type PauseKind = 'complete' | 'open';

/** How long one person is silent without having finished, learned from that person's own pauses. */
export interface SpeakerPauses {
  /** Silence that is taken for the end of what this person says, in ms. @param kind - default `open`. */
  silenceMs(kind?: PauseKind): number;
  /** The person began to speak at `atMs`. */
  began(atMs: number): void;
  /** The person went on after a silence that was too short to be an end. */
  paused(pauseMs: number, kind?: PauseKind): void;
  /** What was said counts as finished; `atMs` is the end of its last voiced frame. */
  finished(atMs: number, kind?: PauseKind): void;
}

/** The share of utterances that shall not be cut in two; the few longest pauses are taken for accidents. */
const KEPT_WHOLE = 0.9;

/** What is known of one kind of pauses. */
interface Track {
  /** Taken for the pause of an utterance that was not heard yet, in ms. */
  readonly guessMs: number;
  longestPausesMs: readonly number[];
  /** The longest pause of what is being said, or was said last. */
  longestMs: number;
}

/**
 * Learns from the longest pause in each of the last utterances: nearly all of them would have been kept
 * whole by the silence that it gives. Who goes on soon after an utterance was cut had only paused. Pauses
 * between whole sentences are learned apart from those within one.
 * Pure: the times come with the calls.
 */
export function createSpeakerPauses(options: Partial<SilenceOptions & LearningOptions> = {}): SpeakerPauses {
  const settings = { ...DEFAULT_ENDPOINT, ...DEFAULT_LEARNING, ...options };
  const { minSilenceMs, startSilenceMs, completeSilenceMs, maxSilenceMs, marginMs } = settings;
  const track = (firstMs: number): Track => ({
    guessMs: firstMs - marginMs,
    longestPausesMs: [],
    longestMs: 0,
  });
  const tracks: Readonly<Record<PauseKind, Track>> = {
    open: track(startSilenceMs),
    complete: track(completeSilenceMs),
  };
  let last: { readonly atMs: number; readonly kind: PauseKind } | undefined;

  const paused = (pauseMs: number, kind: PauseKind = 'open'): void => {
    tracks[kind].longestMs = Math.max(tracks[kind].longestMs, pauseMs);
  };

  return {
    silenceMs(kind = 'open') {
      const { guessMs, longestPausesMs, longestMs } = tracks[kind];
      const unknown = Math.max(0, settings.carefulUtterances - longestPausesMs.length);
      const guesses = Array<number>(unknown).fill(guessMs);
      const sorted = [...longestPausesMs, ...guesses, longestMs].toSorted((one, other) => one - other);
      const pauseMs = sorted[Math.ceil(KEPT_WHOLE * sorted.length) - 1] ?? 0;
      const leastMs = kind === 'complete' ? Math.max(minSilenceMs, completeSilenceMs) : minSilenceMs;
      return Math.min(Math.max(pauseMs + marginMs, leastMs), maxSilenceMs);
    },
    began(atMs) {
      if (last === undefined) return;
      const pauseMs = atMs - last.atMs;
      const { kind } = last;
      last = undefined;
      if (pauseMs <= settings.wentOnWithinMs) return paused(pauseMs, kind);
      for (const known of Object.values(tracks)) {
        known.longestPausesMs = [...known.longestPausesMs, known.longestMs].slice(-settings.remembered);
        known.longestMs = 0;
      }
    },
    paused,
    finished(atMs, kind = 'open') {
      last = { atMs, kind };
    },
  };
}
