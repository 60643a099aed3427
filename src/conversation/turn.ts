import type { AppError } from '#core';
import type { Clause, SpokenWord } from '#speaking';
import type { ClauseProgress } from './ports.ts';
import type { Said } from './said.ts';

/**
 * When each step of a turn happened, on the call's clock in ms. A step that was never reached is
 * missing; a turn that nobody's speech began (`/say`) has no speech times.
 */
export interface TurnTimings {
  /** First voiced frame of what is answered. */
  readonly speechStartMs?: number;
  /** End of the last voiced frame of what is answered. */
  readonly speechEndMs?: number;
  /** The endpoint was decided. */
  readonly endpointMs?: number;
  readonly transcriptMs?: number;
  readonly firstTokenMs?: number;
  /** The first clause was complete and went to the voice. */
  readonly firstClauseMs?: number;
  /** The first sound of the reply was ready. */
  readonly firstAudioMs?: number;
  /** The first audible packet left. */
  readonly firstPacketMs?: number;
  readonly endMs?: number;
  /** How much of the reply was played. */
  readonly heardMs: number;
  /** Replies that were begun for this turn and thrown away because somebody went on talking. */
  readonly discardedReplies: number;
  /** Replies that were asked for before the end of the turn was certain, and thrown away. */
  readonly discardedSpeculations: number;
  /** Transcripts that were begun in a pause after which the speaker went on. */
  readonly discardedTranscripts: number;
  /** Characters that the model wrote for nothing, in those replies. */
  readonly discardedCharacters: number;
}

/** What was done for nothing on the way to a turn. */
export type Waste = Pick<
  TurnTimings,
  'discardedReplies' | 'discardedSpeculations' | 'discardedTranscripts' | 'discardedCharacters'
>;

export const NO_WASTE: Waste = {
  discardedReplies: 0,
  discardedSpeculations: 0,
  discardedTranscripts: 0,
  discardedCharacters: 0,
};

/** First reply packet minus last voiced frame: what the person waited, in ms. */
export function voiceToVoiceMs(timings: TurnTimings): number | undefined {
  const { firstPacketMs, speechEndMs } = timings;
  return firstPacketMs === undefined || speechEndMs === undefined ? undefined : firstPacketMs - speechEndMs;
}

/** How far a clause was played, and what was known of its sound by then. */
export interface ClauseHearing extends ClauseProgress {
  /** False when the voice had not made all of it. Default true. */
  readonly isComplete?: boolean;
  /** Words of what the voice had made, in order, where it tells them. */
  readonly words?: readonly SpokenWord[];
}

/** One exchange: what was said to the bot, and its reply. */
export interface Turn {
  readonly id: string;
  /** What is answered, in the order in which it was said; empty when the text was given (`/say`). */
  readonly transcripts: readonly Said[];
  /** The reply's text so far, as the model wrote it. */
  readonly replyText: string;
  /** Parts of the reply that went to the voice. */
  readonly clauses: readonly Clause[];
  readonly timings: TurnTimings;
}

/** How a turn ended. */
export type TurnOutcome =
  /** The whole reply was played. */
  | 'done'
  /** Somebody talked over it; only a part was heard. */
  | 'interrupted'
  /** It never became audible: the person went on talking, or it was called off. */
  | 'discarded'
  /** Something broke; what was played before stands. */
  | 'failed';

/** A turn that is over. */
export interface EndedTurn extends Turn {
  readonly outcome: TurnOutcome;
  /** How far each clause was played. */
  readonly progress: readonly ClauseHearing[];
  readonly error?: AppError;
}
