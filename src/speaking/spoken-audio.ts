/** A part of a reply that can be said in one go. */
export interface Clause {
  /** Position in the reply, from 0. */
  readonly index: number;
  /** Text as the model wrote it. */
  readonly text: string;
}

/** A stretch of speech, ready to be played. */
export interface SpokenAudio {
  readonly clauseIndex: number;
  /** Mono samples in −1…1 at 48 kHz. */
  readonly samples: Float32Array;
}
