/**
 * What is believed of a text, and how long it may become. Every figure is a default that was found to be
 * safe for conversations; {@link DEFAULT_GUARDS} holds them.
 */
export interface Guards {
  /** Nobody says more tokens in a second. */
  readonly maxTokensPerSecond: number;
  /** Tokens that a text may have besides. */
  readonly spareTokens: number;
  /** Whisper's own bound: half of its context. */
  readonly maxTokens: number;
  /** Above it the model hears no speech; it counts only together with another doubt. */
  readonly noSpeechProbability: number;
  /** Above it and with less voice than {@link briefVoiceMs}, nothing is written at all. */
  readonly surelyNoSpeechProbability: number;
  readonly briefVoiceMs: number;
  /** A text whose mean log-probability is lower is doubted. */
  readonly lowLogProbability: number;
  /** A text that deflates better repeats itself. */
  readonly highCompressionRatio: number;
  /** With less voice a text that stays doubtful is dropped, not shown as uncertain. */
  readonly littleVoiceMs: number;
  /** Temperature of the one sample that is drawn when nothing else helped; 0 draws none. */
  readonly sampleTemperature: number;
  /** Shorter sound is not worth that sample. */
  readonly sampleAboveSeconds: number;
}

/** Whisper's own limits where it states them (OpenAI, `transcribe.py`). */
export const DEFAULT_GUARDS: Guards = {
  maxTokensPerSecond: 7,
  spareTokens: 12,
  maxTokens: 224,
  noSpeechProbability: 0.6,
  surelyNoSpeechProbability: 0.9,
  briefVoiceMs: 400,
  lowLogProbability: -1,
  highCompressionRatio: 2.4,
  littleVoiceMs: 500,
  sampleTemperature: 0.4,
  sampleAboveSeconds: 6,
};

/** How many tokens a text of `seconds` may have. */
export const tokenLimit = (seconds: number, guards: Guards): number =>
  Math.min(guards.maxTokens, Math.ceil(seconds * guards.maxTokensPerSecond) + guards.spareTokens);
