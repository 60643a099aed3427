/** Guesses from the sound of a voice whether its speaker has finished. */
export interface EndOfTurnModel {
  /**
   * @param samples - what was said until now, the pause after it included; mono at 16 kHz, of any length.
   * @returns the probability that the turn is complete, 0…1.
   * @throws AppError `END_OF_TURN_FAILED` and what an inference worker throws; the abort reason of `signal`.
   */
  completion(samples: Float32Array, signal: AbortSignal): Promise<number>;
}

/** How an {@link EndOfTurnModel} changes the silence that ends an utterance. */
export interface EndOfTurnOptions {
  /** Silence after which the model is asked, once in every pause. */
  readonly askAfterMs: number;
  /** From this probability on the turn counts as complete. */
  readonly completeFrom: number;
  /** Silence that ends a complete turn. */
  readonly completeSilenceMs: number;
  /** Silence that ends a turn that sounds unfinished. */
  readonly unfinishedSilenceMs: number;
}

/** The model is asked as early as its makers advise; a wait of more than 1.5 s feels dead in a call. */
export const DEFAULT_END_OF_TURN: EndOfTurnOptions = {
  askAfterMs: 200,
  completeFrom: 0.5,
  completeSilenceMs: 260,
  unfinishedSilenceMs: 1500,
};
