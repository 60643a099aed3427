import { wordsOf } from './said-words.ts';

/** What people say to somebody who is to stop talking, by language, as {@link wordsOf} writes it. */
const STOP_WORDS = {
  en: [
    'stop',
    'stop it',
    'stop please',
    'wait',
    'wait a moment',
    'wait a minute',
    'hold on',
    'quiet',
    'be quiet',
    'shut up',
    'enough',
  ],
  de: [
    'stopp',
    'halt',
    'warte',
    'warte mal',
    'moment',
    'moment mal',
    'ruhe',
    'sei still',
    'sei ruhig',
    'genug',
    'hor auf',
  ],
  fr: ['arrete', 'arretez', 'attends', 'attendez', 'silence', 'tais toi', 'ca suffit'],
  es: ['para', 'parate', 'espera', 'espere', 'silencio', 'callate', 'basta', 'alto'],
  it: ['ferma', 'fermati', 'aspetta', 'silenzio', 'zitto', 'zitta'],
  pt: ['pare', 'espere', 'espera ai', 'silencio', 'chega'],
  nl: ['wacht', 'wacht even', 'stil', 'hou op', 'genoeg'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const ALL: ReadonlySet<string> = new Set(Object.values(STOP_WORDS).flat());

/** Said around them. */
const FILLERS: ReadonlySet<string> = new Set(
  'please now okay ok no hey bitte jetzt nein non maintenant por favor ahora no per favore adesso agora nu'.split(
    ' ',
  ),
);
/** A short sentence that begins so is one, too: "Stop talking." */
const FIRST_WORDS: ReadonlySet<string> = new Set(
  'stop wait stopp halt warte moment arrete attends espera aspetta wacht'.split(' '),
);
const MAX_SENTENCE_WORDS = 6;

/** True for words that can be meant only for whoever is talking: "stop", "wait a moment, please". */
export function isStopWord(text: string): boolean {
  const words = wordsOf(text).filter((word) => !FILLERS.has(word));
  const [first] = words;
  if (first === undefined || words.length > MAX_SENTENCE_WORDS) return false;
  return FIRST_WORDS.has(first) || ALL.has(words.join(' ')) || words.every((word) => ALL.has(word));
}
