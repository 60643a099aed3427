import { boundaryAt } from './clause-boundary.ts';
import type { Clause } from './spoken-audio.ts';

/** How long clauses are, in UTF-16 units. */
export interface ClauseSplitterOptions {
  /** The first clause may end at a comma, colon, semicolon or dash from here on. Default 12. */
  readonly minFirstPauseLength?: number;
  /** A later clause ends with the first sentence that ends from here on. Default 20. */
  readonly minLength?: number;
  /** A longer clause is divided at its last pause, else its last space, else anywhere. Default 250. */
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
  let rest = '';
  let index = 0;

  const isLongEnough = (strength: 'sentence' | 'pause', text: string): boolean => {
    if (!/[\p{L}\p{N}]/u.test(text)) return false;
    if (strength === 'sentence') return index === 0 || text.length >= minLength;
    return index === 0 && text.length >= minFirstPauseLength;
  };

  /** Where the first clause of `rest` ends; undefined while that is not certain. */
  const findEnd = (complete: boolean): number | undefined => {
    if (rest.startsWith(FENCE)) return fenceEnd(rest, complete);
    let lastPause = 0;
    let lastSpace = 0;
    for (let at = 1; at < rest.length;) {
      if (rest[at] === '\n' || rest.startsWith(FENCE, at)) return at;
      if (at >= maxLength) {
        const cut = lastPause || lastSpace || (isAddress(rest, at) ? 0 : safeCut(rest, maxLength));
        if (cut > 0) return cut;
      }
      if (/\s/u.test(rest[at] as string)) lastSpace = at;
      const boundary = boundaryAt(rest, at, complete);
      if (boundary?.strength === 'unknown') return undefined;
      if (boundary?.strength === 'sentence' || boundary?.strength === 'pause') {
        if (isLongEnough(boundary.strength, rest.slice(0, boundary.end))) return boundary.end;
        if (boundary.end <= maxLength && boundary.end >= minLength) lastPause = boundary.end;
      }
      at = Math.max(at + 1, boundary?.end ?? 0);
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

function isAddress(text: string, at: number): boolean {
  return at < MAX_ADDRESS_LENGTH && text.slice(0, at).includes('://');
}

/** The last place up to `length` that divides no character that people see as one. */
function safeCut(text: string, length: number): number {
  for (let cut = length; cut > length - 32; cut -= 1) {
    const divides = /^(?:[\uDC00-\uDFFF]|\p{M}|\u200d)/u.test(text.slice(cut, cut + 2));
    if (!divides && text[cut - 1] !== '\u200d') return cut;
  }
  return length;
}
