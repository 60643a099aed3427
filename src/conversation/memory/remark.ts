import type { Said } from '../said.ts';

/** What one person said, or the bot answered, as it stands in a memory. */
export interface Remark {
  /** Who said it; undefined for the bot itself. */
  readonly userId: string | undefined;
  /** The name under which the model knows its speaker; the bot's own name is not told. */
  readonly name: string;
  readonly text: string;
  /** The recogniser was in doubt. */
  readonly isUncertain: boolean;
  /** It was typed, not spoken. */
  readonly isWritten: boolean;
  /** A reply that was cut short; the text is what was heard of it. */
  readonly isInterrupted: boolean;
}

/** Remarks that belong together: what was said to the bot and its reply, or what people said among themselves. */
export interface Exchange {
  /** Where it is kept; undefined when it could not be. */
  readonly id: number | undefined;
  /** People's first, then at most one of the bot. */
  readonly remarks: readonly Remark[];
}

/** What became of exchanges that are too old to be kept word by word. */
export interface Summary {
  readonly text: string;
  /** Whose words went into it. */
  readonly userIds: readonly string[];
}

/** Everything that a conversation remembers. */
export interface MemoryContent {
  readonly summary: Summary | undefined;
  /** The oldest first. */
  readonly exchanges: readonly Exchange[];
}

export const NOTHING_REMEMBERED: MemoryContent = { summary: undefined, exchanges: [] };

/** What a person said. @param nameOf - the name under which a person's words are shown to the model. */
export function remarkOf(said: Said, nameOf: (userId: string) => string): Remark {
  const { userId, text, confidence, isWritten = false } = said;
  const isUncertain = confidence.uncertain === true;
  return { userId, name: nameOf(userId), text, isUncertain, isWritten, isInterrupted: false };
}

/** What of the bot's reply reached its listeners or readers. */
export const replyRemark = (text: string, isInterrupted: boolean): Remark => ({
  userId: undefined,
  name: '',
  text,
  isUncertain: false,
  isWritten: false,
  isInterrupted,
});

/** Everybody whose words stand in these exchanges. */
export const speakersOf = (exchanges: readonly Exchange[]): readonly string[] => [
  ...new Set(exchanges.flatMap(({ remarks }) => remarks.flatMap(({ userId }) => userId ?? []))),
];
