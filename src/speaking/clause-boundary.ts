import { dotMeaning, endsBefore } from './abbreviations.ts';

/** A place at which speech may pause. */
export interface Boundary {
  /** `none`: the mark belongs to a number, an abbreviation, an address. `unknown`: more text is needed. */
  readonly strength: 'sentence' | 'pause' | 'none' | 'unknown';
  /** Behind the mark and the quotes and brackets that close after it. */
  readonly end: number;
}

const SENTENCE_MARK = /[.?!…。｡！？]/u;
const PAUSE_MARK = /[,;:—，、；：]/u;
/** Marks that need no space after them. */
const SPACELESS = /[—。｡！？，、；：]/u;
const CLOSER = /["'”’»)\]}*_~」』）]/u;
const SPACED_DASH = /^\s[-–]\s$/u;
/** Inside `[text]` or between it and the end of its `(address)`. */
const IN_LINK = /\[[^\]\n]*$|\]\([^)\s]*$/u;

/**
 * Looks at the mark at `at`; undefined when there is none.
 *
 * @param complete nothing follows the text.
 */
export function boundaryAt(text: string, at: number, complete: boolean): Boundary | undefined {
  const mark = text[at] as string;
  if (SPACED_DASH.test(text.slice(at - 1, at + 2)) && at > 0) return { strength: 'pause', end: at + 1 };
  const isSentence = SENTENCE_MARK.test(mark);
  if (!isSentence && !PAUSE_MARK.test(mark)) return undefined;
  const marksEnd = isSentence ? runEnd(text, at + 1, SENTENCE_MARK) : at + 1;
  const end = runEnd(text, marksEnd, CLOSER);
  if (end === text.length && !complete) return { strength: 'unknown', end };
  const spaced = end === text.length || /\s/u.test(text[end] as string);
  if (!spaced && !SPACELESS.test(text[marksEnd - 1] as string)) return { strength: 'none', end };
  if (IN_LINK.test(text.slice(0, end))) return { strength: 'none', end };
  if (!isSentence) return { strength: 'pause', end };
  return { strength: sentenceStrength(text, at, marksEnd, end, complete), end };
}

function sentenceStrength(
  text: string,
  at: number,
  marksEnd: number,
  end: number,
  complete: boolean,
): Boundary['strength'] {
  const marks = text.slice(at, marksEnd);
  const trailsOff = /^(?:\.{2,}|…+)$/u.test(marks);
  if (marks !== '.' && !trailsOff) return 'sentence';
  const word = /[^\s"'“‘«([{*_~]*$/u.exec(text.slice(0, at))?.[0] ?? '';
  const meaning = trailsOff ? 'ask-next' : dotMeaning(word);
  if (meaning === 'abbreviates') return 'none';
  if (meaning === 'ends-sentence') return 'sentence';
  const next = nextVisible(text, end);
  if (next === undefined) return complete ? 'sentence' : 'unknown';
  if (next === '\n') return 'sentence';
  if (trailsOff) return /\p{Ll}/u.test(next) ? 'pause' : 'sentence';
  return endsBefore(word, next) ? 'sentence' : 'none';
}

/** The next character that is no space; a line's end counts as visible. */
function nextVisible(text: string, from: number): string | undefined {
  return /[^\S\n]*([\S\n])/uy.exec(text.slice(from))?.[1];
}

/** Behind the characters from `from` on that match. */
function runEnd(text: string, from: number, pattern: RegExp): number {
  let end = from;
  while (pattern.test(text[end] ?? '')) end += 1;
  return end;
}
