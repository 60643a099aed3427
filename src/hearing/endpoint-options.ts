/** How much silence ends what somebody says. The defaults lie between those of other voice agents. All in ms. */
export interface SilenceOptions {
  /** Never less, whatever was learned and whatever the end-of-turn model says. @defaultValue 240 */
  readonly minSilenceMs: number;
  /** Before anything was learned about the speaker. @defaultValue 500 */
  readonly startSilenceMs: number;
  /** The same after words that are a whole sentence, and never less. @defaultValue 320 */
  readonly completeSilenceMs: number;
  /** Never less while words are sought in the pause, unless they are a whole sentence: voice that
   * begins anew needs 100 ms to be told from noise. @defaultValue 600 */
  readonly minOpenSilenceMs: number;
  /** Never more; a longer wait feels dead in a call. @defaultValue 1500 */
  readonly maxSilenceMs: number;
}

/** How a speaker's own pauses are learned. */
export interface LearningOptions {
  /** What is waited beyond the longest pause that is expected, in ms. @defaultValue 100 */
  readonly marginMs: number;
  /** Who goes on within this time after falling silent had not finished, in ms. @defaultValue 800 */
  readonly wentOnWithinMs: number;
  /** Utterances that are remembered. @defaultValue 20 */
  readonly remembered: number;
  /** So many utterances without a pause have to be heard before less than the start is waited. @defaultValue 4 */
  readonly carefulUtterances: number;
}

/** How an {@link EndOfTurnModel} changes the silence that ends an utterance. */
export interface EndOfTurnOptions {
  /** Silence after which the model is asked, once in every pause, in ms. @defaultValue 200 */
  readonly askAfterMs: number;
  /** From this probability on the turn counts as complete. @defaultValue 0.5 */
  readonly completeFrom: number;
  /** Times the speaker's silence, for a turn that sounds complete. @defaultValue 0.5 */
  readonly completeFactor: number;
  /** Times the speaker's silence, for a turn that sounds unfinished. @defaultValue 3 */
  readonly unfinishedFactor: number;
}

/** What becomes an utterance. All in ms. */
export interface CuttingOptions {
  /** Sound that is kept before the first and after the last voiced frame. @defaultValue 300 */
  readonly prerollMs: number;
  /** Less voice is dropped. A quiet "stop" has 140 ms that rise above the noise. @defaultValue 120 */
  readonly minVoicedMs: number;
  /** What is longer is cut, and what follows becomes the next utterance. @defaultValue 30000 */
  readonly maxUtteranceMs: number;
  /**
   * Silence after which what was said is given out provisionally; never when undefined. It grows by a quarter with
   * each time that the same speech went on at once.
   * @defaultValue undefined
   */
  readonly provisionalAfterMs: number | undefined;
}

/** When a stretch of speech begins and ends. */
export interface EndpointOptions extends SilenceOptions, CuttingOptions {}

export const DEFAULT_ENDPOINT: EndpointOptions = {
  minSilenceMs: 240,
  startSilenceMs: 500,
  completeSilenceMs: 320,
  minOpenSilenceMs: 600,
  maxSilenceMs: 1500,
  prerollMs: 300,
  minVoicedMs: 120,
  maxUtteranceMs: 30_000,
  provisionalAfterMs: undefined,
};

export const DEFAULT_LEARNING: LearningOptions = {
  marginMs: 100,
  wentOnWithinMs: 800,
  remembered: 20,
  carefulUtterances: 4,
};

/** The model is asked as early as its makers advise. */
export const DEFAULT_END_OF_TURN: EndOfTurnOptions = {
  askAfterMs: 200,
  completeFrom: 0.5,
  completeFactor: 0.5,
  unfinishedFactor: 3,
};
