import { indexOfMax, sharesAmong } from './logits.ts';

/** What is known of the language before somebody is heard. */
export interface LanguageRequest {
  /** It is this one, whatever is heard. */
  readonly fixed?: string;
  /** Only these come into question; all when absent. */
  readonly allowed?: readonly string[];
  /** What this person spoke so far. */
  readonly usual?: string;
  /** Another language that was surely heard since, and how much voice of it. */
  readonly rival?: { readonly language: string; readonly voicedMs: number };
}

/** The language that a text is written in, and what the sound says about it. */
export interface LanguageChoice {
  readonly language: string;
  /** Probability of `language` among those that come into question; absent in models that know English only. */
  readonly languageProbability?: number;
  /** The likeliest language; it is not believed when the utterance is short. */
  readonly detected: string;
  readonly detectedProbability?: number;
}

/** From this on a detection is sure. */
export const SURE_LANGUAGE_PROBABILITY = 0.8;
/** Voice in one other language that changes what a person usually speaks. */
export const SWITCH_AFTER_VOICED_MS = 2500;

const ENGLISH = 'en';

type Languages = ReadonlyMap<string, number>;

const allowedOf = (languages: Languages, { allowed }: LanguageRequest): readonly string[] => {
  const all = [...languages.keys()];
  const some = allowed === undefined ? all : all.filter((code) => allowed.includes(code));
  return some.length > 0 ? some : all;
};

/** The language that will most likely be chosen, before the sound was heard; nothing when it is open. */
export function expectedLanguage(languages: Languages, request: LanguageRequest): string | undefined {
  if (languages.size === 0) return ENGLISH;
  if (request.fixed !== undefined) return request.fixed;
  const allowed = allowedOf(languages, request);
  if (allowed.length === 1) return allowed[0];
  return allowed.find((code) => code === request.usual);
}

/**
 * Chooses the language of an utterance from the decoder's answer to the start token. Detection is not
 * reliable on short speech: what a person usually speaks stays, until another language was surely heard
 * for {@link SWITCH_AFTER_VOICED_MS}.
 *
 * @param logits - the row at the start token; not changed.
 * @param voicedMs - how much voice this utterance has.
 */
export function chooseLanguage(
  logits: Float32Array,
  languages: Languages,
  request: LanguageRequest,
  voicedMs: number,
): LanguageChoice {
  const expected = expectedLanguage(languages, request);
  if (languages.size === 0) return { language: ENGLISH, detected: ENGLISH };
  const allowed = allowedOf(languages, request);
  // A fixed language may lie outside the allowed ones; then it is compared with all.
  const pool = expected === undefined || allowed.includes(expected) ? allowed : [...languages.keys()];
  const shares = sharesAmong(
    logits,
    pool.map((code) => languages.get(code)!),
  );
  const best = indexOfMax(shares);
  const detected = pool[best]!;
  const detectedProbability = shares[best]!;
  const heardMs = voicedMs + (request.rival?.language === detected ? request.rival.voicedMs : 0);
  const switches =
    request.fixed === undefined &&
    detectedProbability >= SURE_LANGUAGE_PROBABILITY &&
    heardMs >= SWITCH_AFTER_VOICED_MS;
  const language = expected === undefined || switches ? detected : expected;
  const languageProbability = shares[pool.indexOf(language)] ?? 0;
  return { language, languageProbability, detected, detectedProbability };
}
