/** Where an entry goes when it has a place of its own. */
export type LorePosition = 'before_char' | 'after_char';

/** One thing that a persona knows of, and the words that bring it to mind. */
export interface LoreEntry {
  readonly keys: readonly string[];
  readonly secondaryKeys: readonly string[];
  /** Both a key and a secondary key have to occur. */
  readonly isSelective: boolean;
  /** As the card has it: decorators first, macros within. */
  readonly content: string;
  readonly isEnabled: boolean;
  /** Always told, whatever is said. */
  readonly isConstant: boolean;
  /** Its keys are regular expressions: they are kept for export and never run. */
  readonly usesRegex: boolean;
  readonly isCaseSensitive: boolean;
  /** Lower comes first in the prompt. */
  readonly insertionOrder: number;
  /** Lower goes first when the budget does not do. */
  readonly priority: number | undefined;
  readonly position: LorePosition | undefined;
}

/** What a persona knows of. */
export interface LoreBook {
  /** Messages, from the last one back, in which keys are looked for. */
  readonly scanDepth: number | undefined;
  /** Tokens that its entries may take together. */
  readonly tokenBudget: number | undefined;
  /** Entries that were found bring others to mind. */
  readonly isRecursive: boolean;
  readonly entries: readonly LoreEntry[];
}
