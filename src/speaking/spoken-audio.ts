/** A part of a reply that can be said in one go. */
export interface Clause {
  /** Position in the reply, from 0. */
  readonly index: number;
  /** Text as the model wrote it. */
  readonly text: string;
}

/** When a word is said, counted from the start of its clause's own sound, pauses included. */
export interface SpokenWord {
  /** The word as the voice read it, after numbers and markup became words. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** So much of {@link Clause.text}, in UTF-16 units, has been said when this word has been said. */
  readonly sourceEnd: number;
}

/** A stretch of speech, ready to be played. */
export interface SpokenAudio {
  readonly clauseIndex: number;
  /** Mono samples in −1…1 at 48 kHz. */
  readonly samples: Float32Array;
  /**
   * The words of the sentence that begins with this stretch, in order; absent on the stretches that continue
   * a sentence, and with voices that do not tell how long each sound lasts.
   */
  readonly words?: readonly SpokenWord[];
}

/** How something is said. What is left out is as the voice itself has it. */
export interface SpeakingStyle {
  /** 0.25 … 4: 2 is twice as fast as the voice's own pace. */
  readonly speed?: number | undefined;
  /** 0 … 2: how lively the voice is; 1 is its own way, 0 says a text always the same way. */
  readonly variation?: number | undefined;
  /** One of several speakers of a voice, by number or by name. */
  readonly speaker?: number | string | undefined;
}
