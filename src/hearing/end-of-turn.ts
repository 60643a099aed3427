/** Guesses from the sound of a voice whether its speaker has finished. */
export interface EndOfTurnModel {
  /**
   * @param samples - what was said until now, the pause after it included; mono at 16 kHz, of any length.
   * @returns the probability that the turn is complete, 0…1.
   * @throws AppError `END_OF_TURN_FAILED` and what an inference worker throws; the abort reason of `signal`.
   */
  completion(samples: Float32Array, signal: AbortSignal): Promise<number>;
}
