import type { AddressingOptions } from './addressing.ts';

/** How the bot takes and gives the floor. All times in ms. */
export interface FloorOptions extends AddressingOptions {
  /** Speech over the reply that holds it. @defaultValue 100 */
  readonly pauseAfterVoicedMs: number;
  /** Speech over the reply that ends it. @defaultValue 500 */
  readonly stopAfterVoicedMs: number;
  /** Speech before the reply became audible that throws it away. @defaultValue 300 */
  readonly discardAfterVoicedMs: number;
  /** Replies that may be thrown away before one is said all the same. @defaultValue 3 */
  readonly maxDiscardedReplies: number;
  /** Silence after a held reply that lets it go on. @defaultValue 1500 */
  readonly resumeAfterMs: number;
  /** Longest wait for a transcript. @defaultValue 20000 */
  readonly transcriptDeadlineMs: number;
  /** Longest wait from asking the model to the first sound. @defaultValue 45000 */
  readonly replyDeadlineMs: number;
  /** Longest time without progress while a reply is said. @defaultValue 15000 */
  readonly speakingDeadlineMs: number;
  /** Longest time a reply is held. @defaultValue 35000 */
  readonly pausedDeadlineMs: number;
  /** Heard but unanswered transcripts that are kept; the oldest goes first. @defaultValue 16 */
  readonly maxPending: number;
  /** Texts that may wait to be said. @defaultValue 8 */
  readonly maxAnnouncements: number;
}

/** See {@link FloorOptions}; the barge-in ladder follows the knowledge of other voice agents. */
export const defaultFloorOptions: Omit<FloorOptions, 'names'> = {
  addressing: 'adaptive',
  followUpMs: 10_000,
  pauseAfterVoicedMs: 100,
  stopAfterVoicedMs: 500,
  discardAfterVoicedMs: 300,
  maxDiscardedReplies: 3,
  resumeAfterMs: 1500,
  transcriptDeadlineMs: 20_000,
  replyDeadlineMs: 45_000,
  speakingDeadlineMs: 15_000,
  pausedDeadlineMs: 35_000,
  maxPending: 16,
  maxAnnouncements: 8,
};
