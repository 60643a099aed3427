import { distance } from 'fastest-levenshtein';
import { wordsOf } from './said-words.ts';

/** Whom the bot answers. */
export type AddressingPolicy =
  /** Everybody who speaks. */
  | 'always'
  /** The only person in the call always; with several, who names it or goes on talking with it. */
  | 'adaptive';

/** What is known when somebody has said something. */
export interface SaidInCall {
  readonly text: string;
  /** When the speech began, on the call's clock. */
  readonly startMs: number;
  /** People in the call, the bot not among them. */
  readonly people: number;
  /** When the bot was last heard, on the call's clock. */
  readonly botHeardMs: number | undefined;
}

/** How it is decided whether speech was meant for the bot. */
export interface AddressingOptions {
  readonly addressing: AddressingPolicy;
  /** Speech that begins so soon after the bot was heard goes on with it. @defaultValue 10000 */
  readonly followUpMs: number;
  /** Names that the bot answers to, in any writing. */
  readonly names: readonly string[];
}

/** Whoever follows the bot up begins so long before its end at most; who began earlier was talking anyway. */
const MAX_OVERLAP_MS = 1000;
/** A name is looked for among so many words at the begin and at the end. */
const EDGE_WORDS = 3;

/** Parts of names that stand in every other sentence: "the Captain" is called by "Captain". */
const COMMON_PARTS: ReadonlySet<string> = new Set(
  'the a an of and der die das von und le la les de du et el los y il lo di o os do da het een van en'.split(
    ' ',
  ),
);

/** True when speech was meant for the bot, as far as can be told without asking the model. */
export function isAddressed(said: SaidInCall, options: AddressingOptions): boolean {
  if (options.addressing === 'always' || said.people <= 1) return true;
  const { startMs, botHeardMs } = said;
  const afterMs = startMs - (botHeardMs ?? -Infinity);
  if (afterMs >= -MAX_OVERLAP_MS && afterMs <= options.followUpMs) return true;
  const words = wordsOf(said.text);
  const edges = [...words.slice(0, EDGE_WORDS), ...words.slice(-EDGE_WORDS)];
  return options.names.flatMap(callNames).some((name) => edges.some((word) => soundsLike(word, name)));
}

function callNames(name: string): readonly string[] {
  const words = wordsOf(name);
  const own = words.filter((word) => !COMMON_PARTS.has(word));
  return own.length > 0 ? own : words;
}

/** Recognisers spell names as they like: one letter may differ in a short name, two in a long one. */
function soundsLike(word: string, name: string): boolean {
  const allowed = name.length <= 3 ? 0 : name.length <= 6 ? 1 : 2;
  return word[0] === name[0] && distance(word, name) <= allowed;
}
