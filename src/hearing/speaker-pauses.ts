import {
  DEFAULT_ENDPOINT,
  DEFAULT_LEARNING,
  type LearningOptions,
  type SilenceOptions,
} from './endpoint-options.ts';

/** How long one person is silent without having finished, learned from that person's own pauses. */
export interface SpeakerPauses {
  /** Silence that is taken for the end of what this person says, in ms. */
  silenceMs(): number;
  /** The person began to speak at `atMs`. */
  began(atMs: number): void;
  /** The person went on after a silence that was too short to be an end. */
  paused(pauseMs: number): void;
  /** What was said counts as finished; `atMs` is the end of its last voiced frame. */
  finished(atMs: number): void;
}

/** The share of utterances that shall not be cut in two; the few longest pauses are taken for accidents. */
const KEPT_WHOLE = 0.9;

/**
 * Learns from the longest pause in each of the last utterances: nearly all of them would have been kept
 * whole by the silence that it gives. Who goes on soon after an utterance was cut had only paused.
 * Pure: the times come with the calls.
 */
export function createSpeakerPauses(options: Partial<SilenceOptions & LearningOptions> = {}): SpeakerPauses {
  const settings = { ...DEFAULT_ENDPOINT, ...DEFAULT_LEARNING, ...options };
  const { minSilenceMs, startSilenceMs, maxSilenceMs, marginMs } = settings;
  let longestPausesMs: readonly number[] = [];
  /** The longest pause of what is being said, or was said last. */
  let longestMs = 0;
  let finishedAtMs: number | undefined;

  return {
    silenceMs() {
      const unknown = Math.max(0, settings.carefulUtterances - longestPausesMs.length);
      const guesses = Array<number>(unknown).fill(startSilenceMs - marginMs);
      const sorted = [...longestPausesMs, ...guesses, longestMs].toSorted((one, other) => one - other);
      const pauseMs = sorted[Math.ceil(KEPT_WHOLE * sorted.length) - 1] ?? 0;
      return Math.min(Math.max(pauseMs + marginMs, minSilenceMs), maxSilenceMs);
    },
    began(atMs) {
      if (finishedAtMs === undefined) return;
      const pauseMs = atMs - finishedAtMs;
      finishedAtMs = undefined;
      if (pauseMs <= settings.wentOnWithinMs) {
        longestMs = Math.max(longestMs, pauseMs);
      } else {
        longestPausesMs = [...longestPausesMs, longestMs].slice(-settings.remembered);
        longestMs = 0;
      }
    },
    paused(pauseMs) {
      longestMs = Math.max(longestMs, pauseMs);
    },
    finished(atMs) {
      finishedAtMs = atMs;
    },
  };
}
