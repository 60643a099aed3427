import { expandMacros, hiddenKeys, type MacroValues } from '../macros.ts';
import { readDecorators, type LoreDecorators } from './decorators.ts';
import type { LoreBook, LoreEntry } from './lore-book.ts';

/** What was said, as far as lore is concerned. */
export interface LoreScene {
  /** Texts of the conversation, the oldest first. */
  readonly texts: readonly string[];
  /** Messages that the persona has said. */
  readonly repliesSoFar: number;
  /** The greeting that the conversation began with; undefined when there was none. */
  readonly greetingIndex?: number | undefined;
  /** Positions of entries that came to mind in an earlier turn. */
  readonly foundBefore: ReadonlySet<number>;
  /** Tokens that all of it may take. */
  readonly maxTokens: number;
  readonly countTokens: (text: string) => number;
  readonly macros: MacroValues;
}

/** Where a piece of lore is told. */
export type LorePlace =
  | { readonly kind: 'before' | 'after' | 'personality' | 'scenario' }
  | { readonly kind: 'depth'; readonly depth: number; readonly role: 'assistant' | 'system' | 'user' };

/** An entry that came to mind. */
export interface FoundLore {
  /** Its position in the book. */
  readonly index: number;
  readonly text: string;
  readonly place: LorePlace;
  readonly tokens: number;
}

const DEFAULT_SCAN_DEPTH = 4;
/** The most that is looked through for keys, from the end, in UTF-16 units. */
const MAX_SCANNED = 16 * 1024;
const MAX_ROUNDS = 5;

interface Candidate {
  readonly index: number;
  readonly entry: LoreEntry;
  readonly decorators: LoreDecorators;
  readonly text: string;
}

/** What is looked through; both cases at hand. */
interface Haystack {
  readonly exact: string;
  readonly folded: string;
}

/**
 * Finds what comes to a persona's mind: the entries whose keys occur in what was said lately, those that are
 * always told, and with recursive scanning those whose keys occur in them. The least important go first when
 * the budget does not do. In the order in which they are told.
 *
 * Regular expressions of a card are never run: whoever wrote the card would choose how long they take.
 */
export function findLore(book: LoreBook, scene: LoreScene): readonly FoundLore[] {
  const candidates = book.entries.flatMap((entry, index): Candidate[] => {
    if (!entry.isEnabled) return [];
    const { decorators, text } = readDecorators(entry.content);
    return text !== '' && isAllowed(decorators, scene) ? [{ index, entry, decorators, text }] : [];
  });
  const stacks = createStacks(scene.texts);
  const found = new Map<number, Candidate>();
  let waiting = candidates;
  let recalled = haystack('');
  for (let round = 0; round < MAX_ROUNDS && waiting.length > 0; round += 1) {
    const matched = waiting.filter((candidate) => {
      const depth = candidate.decorators.scanDepth ?? book.scanDepth ?? DEFAULT_SCAN_DEPTH;
      return comesToMind(candidate, stacks(depth), recalled, scene);
    });
    for (const candidate of matched) found.set(candidate.index, candidate);
    if (!book.isRecursive || matched.length === 0) break;
    waiting = waiting.filter(({ index }) => !found.has(index));
    recalled = haystack(matched.map(({ text }) => recallText(text, scene.macros)).join('\n'));
  }
  return withinBudget([...found.values()], book, scene);
}

function isAllowed(decorators: LoreDecorators, { repliesSoFar, greetingIndex }: LoreScene): boolean {
  if (decorators.dontActivate && !decorators.activate) return false;
  if (repliesSoFar < (decorators.onlyAfter ?? 0)) return false;
  const { onlyEvery = 1, greetingIndex: wanted } = decorators;
  if (onlyEvery > 1 && repliesSoFar % onlyEvery !== 0) return false;
  return wanted === undefined || greetingIndex === undefined || wanted === greetingIndex;
}

function comesToMind(
  { index, entry, decorators }: Candidate,
  said: Haystack,
  recalled: Haystack,
  { foundBefore }: LoreScene,
): boolean {
  if (decorators.activate) return true;
  if (foundBefore.has(index)) {
    if (decorators.onceOnly) return false;
    if (decorators.keepAfterMatch) return true;
  }
  if (entry.usesRegex) return false;
  if (entry.isConstant) return true;
  const occurs = (key: string): boolean => has(said, key, entry) || has(recalled, key, entry);
  return (
    entry.keys.some(occurs) &&
    (!entry.isSelective || entry.secondaryKeys.length === 0 || entry.secondaryKeys.some(occurs)) &&
    (decorators.additionalKeys?.some(occurs) ?? true) &&
    !(decorators.excludeKeys?.some(occurs) ?? false)
  );
}

function has(stack: Haystack, key: string, { isCaseSensitive }: LoreEntry): boolean {
  return isCaseSensitive ? stack.exact.includes(key) : stack.folded.includes(key.toLowerCase());
}

const haystack = (text: string): Haystack => {
  const exact = text.slice(-MAX_SCANNED);
  return { exact, folded: exact.toLowerCase() };
};

/** The last `depth` texts; most entries ask for the same. */
function createStacks(texts: readonly string[]): (depth: number) => Haystack {
  const known = new Map<number, Haystack>();
  return (depth) => {
    const stack = known.get(depth) ?? haystack(depth < 1 ? '' : texts.slice(-Math.floor(depth)).join('\n'));
    known.set(depth, stack);
    return stack;
  };
}

/** What an entry says to other entries' keys: its text and its hidden keys, without comments. */
function recallText(text: string, macros: MacroValues): string {
  return `${expandMacros(text, macros)}\n${hiddenKeys(text)}`;
}

function withinBudget(
  found: readonly Candidate[],
  { tokenBudget }: LoreBook,
  { maxTokens, countTokens, macros }: LoreScene,
): readonly FoundLore[] {
  let left = Math.min(maxTokens, tokenBudget === undefined || tokenBudget <= 0 ? Infinity : tokenBudget);
  const weight = ({ entry, decorators }: Candidate): number =>
    decorators.firstToGo ? -Infinity : (entry.priority ?? entry.insertionOrder);
  const kept = found
    .toSorted((one, other) => compare(weight(other), weight(one)) || one.index - other.index)
    .flatMap((candidate) => {
      const text = expandMacros(candidate.text, macros).trim();
      const tokens = text === '' ? 0 : countTokens(text);
      if (text === '' || tokens > left) return [];
      left -= tokens;
      return [{ candidate, lore: { index: candidate.index, text, tokens, place: placeOf(candidate) } }];
    });
  return kept
    .toSorted(
      (one, other) =>
        compare(one.candidate.entry.insertionOrder, other.candidate.entry.insertionOrder) ||
        one.lore.index - other.lore.index,
    )
    .map(({ lore }) => lore);
}

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);

function placeOf({ entry, decorators }: Candidate): LorePlace {
  const { position, depth, role = 'system' } = decorators;
  if (position === 'personality' || position === 'scenario') return { kind: position };
  if (position !== undefined) return { kind: position === 'before_desc' ? 'before' : 'after' };
  if (depth !== undefined) return { kind: 'depth', depth: Math.max(0, depth), role };
  return { kind: entry.position === 'before_char' ? 'before' : 'after' };
}
