import type { AichatEvent } from '#events';

/** A token as the book of tokens has it. */
export interface ApiTokenEntry {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of its secret, in hexadecimal. */
  readonly secretHash: string;
  readonly scopes: readonly string[];
}

/** Where the tokens are kept. */
export interface TokenBook {
  find(id: string): ApiTokenEntry | undefined;
  /** Whether there is one that is still good. */
  isEmpty(): boolean;
  /** Notes that a token was used; may be late by a minute. */
  noteUse(id: string): void;
}

/** The events as they are kept. A sequence goes up with every event and is never used twice. */
export interface EventLog {
  /** Sequence of the newest event that is kept for good; 0 when there is none. */
  latestSequence(): number;
  /** Sequence of the oldest event that is still there. */
  oldestSequence(): number;
  /** Events after a sequence, the oldest first. */
  after(sequence: number, limit: number): readonly AichatEvent[];
  /** Called with events once they are kept, in order. @returns a function that ends it. */
  onDurable(listener: (events: readonly AichatEvent[]) => void): () => void;
}
