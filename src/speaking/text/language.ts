/** The language that a voice speaks. */
export interface SpeechLanguage {
  /** `de`, in lower case. */
  readonly family: string;
  /** `DE`; absent when the voice does not say. */
  readonly region?: string | undefined;
  /** For `Intl`: `de-DE`. */
  readonly locale: string;
}

const ENGLISH: SpeechLanguage = { family: 'en', region: 'US', locale: 'en-US' };

/**
 * Reads a voice's language: `de_DE` as in a Piper voice's `language.code`, or an espeak voice such as
 * `en-us` or `en-gb-x-rp`. What is no language is taken for English.
 */
export function readLanguage(code: string | undefined): SpeechLanguage {
  const match = /^(\p{L}{2,3})(?:[-_](\p{L}{2})(?![\p{L}\p{N}]))?/u.exec(code ?? '');
  if (match === null) return ENGLISH;
  const family = (match[1] as string).toLowerCase();
  const region = match[2]?.toUpperCase();
  const locale = region === undefined ? family : `${family}-${region}`;
  const known = Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0;
  return { family, region, locale: known ? locale : 'en-US' };
}
