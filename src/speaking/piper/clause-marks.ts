/** A stretch of text that espeak-ng says in one go, and how it ends. */
export interface MarkedClause {
  readonly text: string;
  /** What Piper adds to the phonemes: one of `. ? ! , : ;`, or nothing. */
  readonly mark: string;
  readonly endsSentence: boolean;
}

/** What each mark counts as, by espeak's character properties. */
const MARKS = new Map(
  Object.entries({
    '.': '.｡。۔։።।',
    '?': '?？؟፧',
    '!': '!！',
    ',': ',，、､،፣',
    ':': ':：፥፦',
    ';': ';；؛፤–—¡¿',
    '': '…',
  }).flatMap(([mark, characters]) => Array.from(characters, (character) => [character, mark] as const)),
);
/** These need no space after them, and a flag for that keeps Piper from knowing them as marks. */
const SPACELESS = new Set('…。｡，、､？！：；¡¿।։');
/** With a space after it or not, espeak takes these as the end of what came before. */
const BRACKETS = new Set('()[]{}<>"\'`«»《》—―‖‗‘’‚‛“”„‟');
const SENTENCE_MARKS = new Set('.?!');
/** espeak cuts a clause at the first character that is no letter or digit after this many bytes … */
const LONG_CLAUSE_BYTES = 725;
/** … and anywhere after this many. */
const LONGEST_CLAUSE_BYTES = 796;

/**
 * Divides text the way espeak-ng does (its `ReadClause`) and says which mark Piper would put after each
 * clause (its `espeakbridge`), since the library's phonemes come without marks. Concatenated, the clauses
 * are the text without some white space.
 */
export function markClauses(text: string): readonly MarkedClause[] {
  const characters = Array.from(text);
  const clauses: MarkedClause[] = [];
  let start = 0;
  let hasAlphanumeric = false;
  let bytes = 0;
  const end = (at: number, next: number, mark: string, endsSentence: boolean): number => {
    clauses.push({ text: characters.slice(start, at).join(''), mark, endsSentence });
    start = next;
    hasAlphanumeric = false;
    bytes = 0;
    return next;
  };

  for (let at = 0; at < characters.length;) {
    const character = characters[at] as string;
    bytes += Buffer.byteLength(character);
    if (isAlphanumeric(character)) hasAlphanumeric = true;
    const found = markAt(characters, at);
    const gap = spaceAfter(characters, found?.next ?? at);
    if (character === '\n' && gap.newlines > 1) {
      at = end(at, gap.next, '', true);
    } else if (found !== undefined && endsClause(characters, found, gap, hasAlphanumeric)) {
      const paragraph = gap.newlines > 1;
      const known = !paragraph && !SPACELESS.has(found.character);
      const sentence = paragraph || SENTENCE_MARKS.has(found.mark);
      at = end(found.next, gap.next, known ? found.mark : '', sentence);
    } else if (bytes >= LONGEST_CLAUSE_BYTES || (bytes > LONG_CLAUSE_BYTES && !isAlphanumeric(character))) {
      at = end(at + 1, at + 1, '', false);
    } else {
      at = found?.next ?? at + 1;
    }
  }
  if (start < characters.length) end(characters.length, characters.length, '', false);
  return clauses;
}

interface FoundMark {
  readonly character: string;
  readonly mark: string;
  /** Behind the whole run of marks; only the first of a run counts. */
  readonly next: number;
}

function markAt(characters: readonly string[], at: number): FoundMark | undefined {
  let character = characters[at] as string;
  let next = at + 1;
  if (character === '.' && characters[at + 1] === '.' && characters[at + 2] === '.') {
    character = '…';
    while (characters[next] === '.') next += 1;
  }
  const mark = MARKS.get(character);
  if (mark === undefined) return undefined;
  while (MARKS.has(characters[next] ?? '')) next += 1;
  return { character, mark, next };
}

interface Gap {
  readonly newlines: number;
  /** The first position behind the white space. */
  readonly next: number;
}

function spaceAfter(characters: readonly string[], from: number): Gap {
  let next = from;
  let newlines = 0;
  for (; isSpace(characters[next]); next += 1) if (characters[next] === '\n') newlines += 1;
  return { newlines, next };
}

function endsClause(
  characters: readonly string[],
  found: FoundMark,
  gap: Gap,
  hasAlphanumeric: boolean,
): boolean {
  const after = characters[found.next];
  const open = after === undefined || isSpace(after) || BRACKETS.has(after) || SPACELESS.has(found.character);
  if (!open) return false;
  if (gap.newlines > 0) return true;
  if (!hasAlphanumeric) return false;
  if (found.character !== '.') return true;
  const following = characters[gap.next];
  // "e.g. this": no capital, so the dot belongs to an abbreviation; "U.S.A.'s": the clause goes on.
  if (following !== undefined && /\p{Ll}/u.test(following)) return false;
  return !(following === "'" && characters[gap.next + 1] === 's');
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/u.test(character);
}

function isAlphanumeric(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
