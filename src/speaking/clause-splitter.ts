import { boundaryAt, type BoundaryOptions } from './clause-boundary.ts';
import type { Clause } from './spoken-audio.ts';
import { readLanguage } from './text/index.ts';

/** How long clauses are, in UTF-16 units; a sign of Chinese, Japanese or Korean counts as two. */
export interface ClauseSplitterOptions {
  /** The voice's language, `de_DE`: its abbreviations end no sentence. Default: what is sure in any language. */
  readonly language?: string | undefined;
  /** The first clause may end at a comma, colon, semicolon or dash from here on. Default 12. */
  readonly minFirstPauseLength?: number;
  /** A later clause ends with the first sentence that ends from here on. Default 20. */
  readonly minLength?: number;
  /** A longer clause is divided at its last pause, else its last space, else between words. Default 250. */
  readonly maxLength?: number;
}

/** Cuts a reply into clauses while it is being written. */
export interface ClauseSplitter {
  /** Takes the next piece of text; gives the clauses that are certain by now. */
  push(delta: string): readonly Clause[];
  /** The reply is complete: gives what is left. */
  end(): readonly Clause[];
}

/** An address is not divided, up to this length. */
const MAX_ADDRESS_LENGTH = 2_048;
const FENCE = '```';

/**
 * Makes a splitter for one reply. The first clause comes as early as it can; later ones are whole
 * sentences. A line's end always ends a clause; a fenced block of code is one clause of any length. No
 * character but white space between clauses is lost or changed, and how the text is cut into deltas makes
 * no difference.
 */
export function createClauseSplitter(options: ClauseSplitterOptions = {}): ClauseSplitter {
  const { minFirstPauseLength = 12, minLength = 20, maxLength = 250 } = options;
  const family = options.language === undefined ? undefined : readLanguage(options.language).family;
  let rest = '';
  let index = 0;

  const isLongEnough = (strength: 'sentence' | 'pause', text: string): boolean => {
    if (!/[\p{L}\p{N}]/u.test(text)) return false;
    if (strength === 'sentence') return index === 0 || spokenLength(text) >= minLength;
    return index === 0 && spokenLength(text) >= minFirstPauseLength;
  };

  /** Where the first clause of `rest` ends; undefined while that is not certain. */
  const findEnd = (complete: boolean): number | undefined => {
    if (rest.startsWith(FENCE)) return fenceEnd(rest, complete);
    const boundaryOptions: BoundaryOptions = { complete, family };
    let lastPause = 0;
    let lastSpace = 0;
    let length = spokenLength(rest.slice(0, 1));
    for (let at = 1; at < rest.length;) {
      if (rest[at] === '\n' || rest.startsWith(FENCE, at)) return at;
      if (!complete && rest.length - at < FENCE.length && FENCE.startsWith(rest.slice(at))) return undefined;
      if (length >= maxLength) {
        const cut = lastPause || lastSpace || (isAddress(rest, at) ? 0 : safeCut(rest, at));
        if (cut > 0) return cut;
      }
      if (isWordGap(rest, at)) lastSpace = at;
      const boundary = boundaryAt(rest, at, boundaryOptions);
      if (boundary?.strength === 'unknown') return undefined;
      const next = Math.max(at + 1, boundary?.end ?? 0);
      length += spokenLength(rest.slice(at, next));
      if (boundary?.strength === 'sentence' || boundary?.strength === 'pause') {
        if (isLongEnough(boundary.strength, rest.slice(0, boundary.end))) return boundary.end;
        if (length <= maxLength && length >= minLength) lastPause = boundary.end;
      }
      at = next;
    }
    return complete ? rest.length : undefined;
  };

  const take = (complete: boolean): readonly Clause[] => {
    const clauses: Clause[] = [];
    for (;;) {
      rest = rest.trimStart();
      const end = rest === '' ? undefined : findEnd(complete);
      if (end === undefined) return clauses;
      clauses.push({ index, text: rest.slice(0, end).trimEnd() });
      index += 1;
      rest = rest.slice(end);
    }
  };

  return {
    push(delta) {
      rest += delta;
      return take(false);
    },
    end: () => take(true),
  };
}

function fenceEnd(text: string, complete: boolean): number | undefined {
  const close = text.indexOf(FENCE, FENCE.length);
  const end = close < 0 ? text.length : close + FENCE.length;
  return end < text.length || complete ? end : undefined;
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** A sign that is a syllable takes as long to say as two letters or more. */
function spokenLength(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

/** White space, unless it holds a number together with what it counts: "1 000 000", "5 km". */
function isWordGap(text: string, at: number): boolean {
  return (
    /\s/u.test(text[at] as string) && !(/\d/u.test(text[at - 1] as string) && /\S/u.test(text[at + 1] ?? ''))
  );
}

function isAddress(text: string, at: number): boolean {
  return at < MAX_ADDRESS_LENGTH && text.slice(0, at).includes('://');
}

const NO_SPACES_BETWEEN_WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Where the text breaks off, a word may look like two: the cut comes before. */
const LONGEST_UNSPACED_WORD = 16;
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The last place up to `length` between words, or at least between what people see as characters. */
function safeCut(text: string, length: number): number {
  const whole = text.slice(0, length);
  if (NO_SPACES_BETWEEN_WORDS.test(whole)) {
    const last = Array.from(words.segment(whole)).findLast(
      ({ index }) => index <= length - LONGEST_UNSPACED_WORD,
    );
    if (last !== undefined && last.index > length / 2) return last.index;
  }
  for (let cut = length; cut > length - 32; cut -= 1) {
    const divides = /^(?:[\uDC00-\uDFFF]|\p{M}|\u200d)/u.test(text.slice(cut, cut + 2));
    if (!divides && text[cut - 1] !== '\u200d') return cut;
  }
  return length;
}
