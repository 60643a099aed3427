/** A stretch of one person's speech, cut where that person stopped. */
export interface Utterance {
  readonly id: string;
  readonly userId: string;
  /** Mono samples in −1…1 at 16 kHz, with a little silence kept at both ends. */
  readonly samples: Float32Array;
  /** Time of the first voiced frame, on the call's clock in ms. */
  readonly startMs: number;
  /** Time at which the last voiced frame ended. */
  readonly endMs: number;
  /** How much of it was voice. */
  readonly voicedMs: number;
  /** True while the speaker may still go on; a final utterance supersedes it. */
  readonly provisional: boolean;
}

/** What a recogniser says about its own certainty. */
export interface TranscriptConfidence {
  /** Mean log-probability of the tokens, 0 is certain. */
  readonly averageLogProbability: number;
  /** Probability that there was no speech at all, 0…1. */
  readonly noSpeechProbability: number;
  /** Length of the text over its deflated length; above 2.4 it repeats itself. */
  readonly compressionRatio: number;
}

/** What was said. */
export interface Transcript {
  readonly utteranceId: string;
  readonly userId: string;
  /** Trimmed text; empty when nothing was said. */
  readonly text: string;
  /** ISO 639-1 code. */
  readonly language: string;
  readonly confidence: TranscriptConfidence;
}
