import { isBracket, isDigit, isLetterOrNumber, isPartOfWord, isSmallLetter, isSpace } from './characters.ts';
import { createClauseReader, type ClauseReader } from './clause-reader.ts';
import { MARK_CHARACTERS, type Mark, type MarkCharacter } from './mark-characters.ts';
import { rulesOf, type LanguageRules } from './language-rules.ts';

/** A stretch of text that espeak-ng says in one go, and how it ends. */
export interface MarkedClause {
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
  /** Behind its mark and the white space after it: the next clause begins here. */
  readonly end: number;
  /** What Piper adds to the phonemes. */
  readonly mark: Mark | '';
  readonly ends: 'clause' | 'sentence' | 'text';
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const DOT = 0x2e;
const HYPHEN = 0x2d;
const APOSTROPHE = 0x27;
const SMALL_S = 0x73;
const ELLIPSIS = 0x2026;
/** What espeak-ng writes in place of the character behind a word with a stress mark. */
const EMPHASIS = 0x530;
const ROMAN_DIGITS = new Set([0x49, 0x56, 0x58, 0x4c]);
/** espeak cuts a clause at the first character that is no letter or digit after this many bytes … */
const LONG_CLAUSE_BYTES = 725;
/** … and anywhere after this many. */
const LONGEST_CLAUSE_BYTES = 796;

/** The clause became too long, and the sentence goes on. */
const CUT = { mark: '', ends: 'clause' } as const;
/** A blank line ends a sentence, and Piper sees no mark even where one stands. */
const PARAGRAPH = { mark: '', ends: 'sentence' } as const;
/** The text broke off without a mark. */
const BROKEN_OFF = { mark: '', ends: 'text' } as const;

/**
 * Divides text the way espeak-ng does (its `ReadClause`) and says which mark Piper puts after each clause (its
 * `espeakbridge`), since espeak-ng's phonemes come without marks. Together the clauses are the text.
 *
 * @param voice espeak-ng's name for the language, such as `de` or `en-us`: some have rules of their own.
 */
export function markClauses(text: string, voice: string): readonly MarkedClause[] {
  const rules = rulesOf(voice);
  const reader = createClauseReader(text);
  const clauses: MarkedClause[] = [];
  while (!reader.isExhausted()) {
    const start = reader.position();
    const ending = readClause(reader, rules);
    clauses.push({ start, end: reader.position(), ...ending });
  }
  return clauses;
}

type Ending = Pick<MarkedClause, 'mark' | 'ends'>;

/** Reads up to the end of a clause and any white space behind it. */
function readClause(reader: ClauseReader, rules: LanguageRules): Ending {
  let beforePrevious: number;
  let previous = SPACE;
  let current = SPACE;
  let next = reader.read();
  let hasWord = false;
  let stressed = false;
  let bytes = 0;

  while (!reader.atEnd()) {
    beforePrevious = previous;
    previous = current;
    current = next;
    next = reader.read();

    const replacement = rules.replaced.get(current);
    if (replacement === null) continue;
    current = replacement ?? current;

    if (isLetterOrNumber(current)) {
      hasWord = true;
    } else if (stressed) {
      stressed = false;
      current = EMPHASIS;
      reader.unread(next);
      next = SPACE;
    }

    if (current === NEWLINE) {
      let lines = 0;
      while (!reader.atEnd() && isSpace(next)) {
        if (next === NEWLINE) lines += 1;
        next = reader.read();
      }
      if (lines > 0) {
        reader.unread(next);
        return PARAGRAPH;
      }
    }

    if (current === DOT && next === DOT) {
      let after = 0;
      while (!reader.atEnd() && (after = reader.read()) === DOT) current = ELLIPSIS;
      if (current === ELLIPSIS) next = after;
      else reader.unread(after);
    }

    const found = MARK_CHARACTERS.get(current);
    if (found !== undefined) {
      // Only the first of several marks counts.
      while (!reader.atEnd() && MARK_CHARACTERS.has(next)) next = reader.read();
      if (found.withinWord) {
        stressed = true;
        continue;
      }
      if (isSpace(next) || found.needsNoSpace || isBracket(next) || reader.atEnd()) {
        const gap = readGap(reader, next);
        const context = { beforePrevious, previous, current, hasWord, following: gap.following, rules };
        if (gap.lines > 0 || endsClause(context, reader)) {
          reader.unread(gap.following);
          return endingOf(found, gap.lines);
        }
        if (!reader.atEnd() && isSpace(next)) reader.unread(gap.following);
        if (current === DOT && !hasWord) current = SPACE;
      }
    }

    bytes += byteLength(current);
    const mayBreak = !isPartOfWord(current) && !isDigit(current);
    if (bytes >= LONGEST_CLAUSE_BYTES || (bytes > LONG_CLAUSE_BYTES && mayBreak)) {
      reader.unread(next);
      return CUT;
    }
  }
  return BROKEN_OFF;
}

/** The first character behind the white space, and how many lines end within it. */
function readGap(reader: ClauseReader, next: number): { readonly following: number; readonly lines: number } {
  let following = next;
  let lines = 0;
  while (!reader.atEnd() && isSpace(following)) {
    if (following === NEWLINE) lines += 1;
    following = reader.read();
  }
  return { following, lines };
}

interface MarkContext {
  readonly beforePrevious: number;
  readonly previous: number;
  readonly current: number;
  readonly following: number;
  /** A letter or number came before it in the clause. */
  readonly hasWord: boolean;
  readonly rules: LanguageRules;
}

function endsClause(context: MarkContext, reader: ClauseReader): boolean {
  const { beforePrevious, previous, current, following, hasWord, rules } = context;
  if (!hasWord) return false;
  if (current !== DOT) return true;
  // "U.S.A.'s": the clause goes on.
  if (following === APOSTROPHE && reader.peek() === SMALL_S) return false;
  if (rules.ordinalDot) {
    const romanNumber =
      ROMAN_DIGITS.has(previous) && (ROMAN_DIGITS.has(beforePrevious) || isSpace(beforePrevious));
    if (romanNumber || (isDigit(previous) && following === HYPHEN)) return false;
  }
  // "e.g. this": no capital follows, so the dot belongs to an abbreviation.
  return rules.smallLettersBeginSentences || !isSmallLetter(following);
}

function endingOf(found: MarkCharacter, lines: number): Ending {
  if (lines > 1) return PARAGRAPH;
  return { mark: found.mark, ends: found.endsSentence ? 'sentence' : 'clause' };
}

function byteLength(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x1_0000 ? 3 : 4;
}
