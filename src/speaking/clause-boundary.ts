import { dotMeaning, endsBefore } from './abbreviations.ts';
import { startsSentence } from './text/index.ts';

/** A place at which speech may pause. */
export interface Boundary {
  /** `none`: the mark belongs to a number, an abbreviation, an address. `unknown`: more text is needed. */
  readonly strength: 'sentence' | 'pause' | 'none' | 'unknown';
  /** Behind the mark and the quotes and brackets that close after it. */
  readonly end: number;
}

/** What is known about the text beside what stands in it. */
export interface BoundaryOptions {
  /** Nothing follows the text. */
  readonly complete: boolean;
  /** The language's family, such as `de`. */
  readonly family?: string | undefined;
}

const SENTENCE_MARK = /[.?!…。｡！？؟۔।॥።։។။]/u;
const PAUSE_MARK = /[,;:—，、；：،؛፣]/u;
/** Marks that need no space after them. */
const SPACELESS = /[—。｡！？，、；：។။]/u;
const CLOSER = /["'”’»)\]}*_~」』）》】]/u;
const CLOSING_QUOTE = /["”’»」』]/u;
const SPACED_DASH = /^\s[-–]\s$/u;
/** Inside `[text]` or between it and the end of its `(address)`, or inside a block of phonemes. */
const IN_LINK = /\[[^\]\n]{0,300}$|\]\([^)\s]{0,2048}$/u;
/** Inside brackets or quotes that were opened not long ago; a comma is no place to pause then. */
const IN_BRACKETS = /(?:^|[\s([{])[([{“„«「『（][^)\]}”“»」』）\n]{0,80}$/u;
const IN_STRAIGHT_QUOTE = /(?:^|\s)"[^"\n]{0,80}$/u;
/** Words do not reach further back than this from their dot. */
const LONGEST_WORD = 64;

/** Looks at the mark at `at`; undefined when there is none. */
export function boundaryAt(text: string, at: number, options: BoundaryOptions): Boundary | undefined {
  const mark = text[at] as string;
  if (at > 0 && SPACED_DASH.test(text.slice(at - 1, at + 2)) && !isBetweenNumbers(text, at)) {
    return { strength: 'pause', end: at + 1 };
  }
  const isSentence = SENTENCE_MARK.test(mark);
  if (!isSentence && !PAUSE_MARK.test(mark)) return undefined;
  const marksEnd = isSentence ? runEnd(text, at + 1, SENTENCE_MARK) : at + 1;
  const end = runEnd(text, marksEnd, CLOSER);
  if (end === text.length && !options.complete) return { strength: 'unknown', end };
  const spaced = end === text.length || /\s/u.test(text[end] as string);
  const isSpaceless = SPACELESS.test(text[marksEnd - 1] as string);
  if (!spaced && !(isSpaceless && !/\d/u.test(text[end] as string))) return { strength: 'none', end };
  if (IN_LINK.test(text.slice(Math.max(0, end - 2_400), end))) return { strength: 'none', end };
  if (isSentence) return { strength: sentenceStrength(text, at, marksEnd, end, options), end };
  const before = text.slice(Math.max(0, end - 100), end);
  const isInside = IN_BRACKETS.test(before) || IN_STRAIGHT_QUOTE.test(before);
  return { strength: isInside ? 'none' : 'pause', end };
}

function sentenceStrength(
  text: string,
  at: number,
  marksEnd: number,
  end: number,
  { complete, family }: BoundaryOptions,
): Boundary['strength'] {
  const marks = text.slice(at, marksEnd);
  const trailsOff = /^(?:\.{2,}|…+)$/u.test(marks);
  const isDot = marks === '.';
  const closesQuote = CLOSING_QUOTE.test(text.slice(marksEnd, end));
  const word = wordBefore(text, at);
  const meaning = trailsOff ? 'ask-next' : isDot ? dotMeaning(word, family) : 'ends-sentence';
  if (meaning === 'abbreviates') return initialStrength(text, word, end, { complete, family });
  if (meaning === 'ends-sentence' && !closesQuote) return 'sentence';
  const next = nextVisible(text, end);
  if (next === undefined) return complete ? 'sentence' : 'unknown';
  if (next === '\n') return 'sentence';
  if (trailsOff || closesQuote) {
    // «"Really?" she said», «「はい。」と言った»: the sentence goes on behind the quote.
    const goesOn = /\p{Ll}/u.test(next) || (closesQuote && /[\p{Script=Hiragana},，、—–]/u.test(next));
    return goesOn ? 'pause' : 'sentence';
  }
  return endsBefore(word, next) ? 'sentence' : 'none';
}

/** "J. S. Bach", but "Plan B. It works": behind an initial the next word tells. */
function initialStrength(
  text: string,
  word: string,
  end: number,
  { complete, family }: BoundaryOptions,
): Boundary['strength'] {
  if (!/^\p{Lu}(?:\.\p{Lu})*$/u.test(word)) return 'none';
  const following = /^[^\S\n]*(\p{L}*)(.?)/su.exec(text.slice(end, end + LONGEST_WORD));
  const [, next = '', after = ''] = following ?? [];
  if (after === '' && !complete) return 'unknown';
  return after !== '.' && startsSentence(next, family) ? 'sentence' : 'none';
}

/** What stands before the dot at `at`, up to white space, quotes and brackets. */
function wordBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < LONGEST_WORD && !/[\s"'“‘«([{*_~]/u.test(text[start - 1] as string))
    start -= 1;
  return text.slice(start, at);
}

/** "10 - 4" and "9:00 – 17:00" are said in one go. */
function isBetweenNumbers(text: string, at: number): boolean {
  return /\d\s$/u.test(text.slice(Math.max(0, at - 2), at));
}

/** The next character that is no space; a line's end counts as visible. */
function nextVisible(text: string, from: number): string | undefined {
  let at = from;
  while (at < text.length && text[at] !== '\n' && /\s/u.test(text[at] as string)) at += 1;
  const code = text.codePointAt(at);
  return code === undefined ? undefined : String.fromCodePoint(code);
}

/** Behind the characters from `from` on that match, at most {@link LONGEST_WORD}. */
function runEnd(text: string, from: number, pattern: RegExp): number {
  let end = from;
  while (end - from < LONGEST_WORD && pattern.test(text[end] ?? '')) end += 1;
  return end;
}
