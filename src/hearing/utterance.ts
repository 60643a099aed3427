/** What ended a stretch of speech; only after `silence` may its speaker have more to say. */
export type UtteranceEnd = 'silence' | 'muted' | 'left' | 'length';

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
  /** True while the speaker may still go on; a final one of the same id has the same voice in it. */
  readonly provisional: boolean;
  /** Absent while it is provisional. */
  readonly endedBy?: UtteranceEnd;
}

/** What a recogniser says about its own certainty. */
export interface TranscriptConfidence {
  /** Mean log-probability of the tokens, 0 is certain. */
  readonly averageLogProbability: number;
  /** Probability that there was no speech at all, 0…1. */
  readonly noSpeechProbability: number;
  /** Length of the text over its deflated length; above 2.4 it repeats itself. */
  readonly compressionRatio: number;
  /** Probability of the transcript's language among those that came into question; absent when it knows one. */
  readonly languageProbability?: number;
  /** 0 for the likeliest text; above, the text was drawn by chance, because the likeliest was no good. */
  readonly temperature?: number;
  /** How much time the recogniser looked at, silence included. */
  readonly windowMs?: number;
  /** True when the text is the best that was found and still doubtful. */
  readonly uncertain?: boolean;
}

/** A word and when it was said, in ms from the start of the samples. */
export interface TranscribedWord {
  /** With its marks, without spaces. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Mean probability of its tokens, 0…1. */
  readonly probability: number;
}

/** A stretch of text and when it was said, in ms from the start of the samples. */
export interface TranscribedSegment {
  /** Trimmed, never empty. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly language: string;
  readonly confidence: TranscriptConfidence;
  /** Present when words were asked for and the model tells them. */
  readonly words?: readonly TranscribedWord[];
}

/** What was said. */
export interface Transcript {
  readonly utteranceId: string;
  readonly userId: string;
  /** Trimmed text; empty when nothing was said. */
  readonly text: string;
  /** ISO 639-1 code; three letters for a few languages. */
  readonly language: string;
  readonly confidence: TranscriptConfidence;
  /** Present when words were asked for and the model tells them. */
  readonly words?: readonly TranscribedWord[];
  /** Text tokens of the model; present when they were asked for. */
  readonly tokens?: readonly number[];
}
