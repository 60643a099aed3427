import { wordsOf } from './said-words.ts';

/**
 * What listeners say without wanting the floor, by language, as {@link wordsOf} writes it. All of them are
 * looked for whatever language was recognised: in a sound of 200 ms that is a guess.
 */
const BACKCHANNELS = {
  any: [
    'ah',
    'aha',
    'ahh',
    'eh',
    'ha',
    'haha',
    'hm',
    'hmm',
    'mhm',
    'mm',
    'mmm',
    'mmhm',
    'oh',
    'uh',
    'uhhuh',
    'wow',
  ],
  en: [
    'okay',
    'ok',
    'right',
    'sure',
    'yeah',
    'yep',
    'yes',
    'i see',
    'uh huh',
    'got it',
    'of course',
    'cool',
    'nice',
  ],
  de: [
    'ja',
    'jaja',
    'ja ja',
    'jo',
    'genau',
    'klar',
    'ach so',
    'achso',
    'ah ja',
    'okay ja',
    'stimmt',
    'gut',
    'verstehe',
  ],
  fr: ['oui', 'ouais', 'daccord', 'ah bon', 'ah oui', 'bien sur', 'voila', 'cest ca', 'je vois', 'ok oui'],
  es: ['si', 'si si', 'claro', 'vale', 'ya', 'ya veo', 'aja', 'bueno', 'exacto', 'de acuerdo'],
  it: ['si certo', 'certo', 'va bene', 'esatto', 'capito', 'giusto'],
  pt: ['sim', 'pois', 'pois e', 'certo', 'ta', 'ta bom', 'entendi'],
  nl: ['jawel', 'oke', 'precies', 'zeker', 'ja hoor'],
  pl: ['tak', 'no tak', 'dobrze', 'jasne', 'rozumiem'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const ALL: ReadonlySet<string> = new Set(Object.values(BACKCHANNELS).flat());

const MAX_PHRASE_WORDS = 3;

/** True for what a listener says without wanting the floor ("mhm", "ah, I see"), and for nothing at all. */
export function isBackchannel(text: string): boolean {
  const words = wordsOf(text);
  let from = 0;
  while (from < words.length) {
    let length = Math.min(MAX_PHRASE_WORDS, words.length - from);
    while (length > 0 && !ALL.has(words.slice(from, from + length).join(' '))) length -= 1;
    if (length === 0) return false;
    from += length;
  }
  return true;
}
