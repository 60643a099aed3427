import type { AddressingOptions } from './addressing.ts';
import type { SpeculationMode } from './speculation-mode.ts';

/** What speech over a reply does to it. */
export interface BargeInOptions {
  /** Speech over the reply that holds it, in ms. @defaultValue 100 */
  readonly pauseAfterVoicedMs: number;
  /** Speech over the reply that ends it, by somebody whom it answers, in ms. @defaultValue 500 */
  readonly stopAfterVoicedMs: number;
  /** Speech before the reply became audible that throws it away, in ms. @defaultValue 300 */
  readonly discardAfterVoicedMs: number;
  /** For so long after its first sound, speech that began after it does nothing to a reply, in ms. @defaultValue 250 */
  readonly playbackGuardMs: number;
  /**
   * Who speaks again so soon after the speech that is answered had not finished, in ms: a reply that had hardly begun
   * is taken back, and both are answered together. @defaultValue 1000
   */
  readonly goesOnWithinMs: number;
  /** Replies that may be thrown away before one is said all the same. @defaultValue 3 */
  readonly maxDiscardedReplies: number;
  /** What is waited after the end of speech that held a reply, until it goes on, in ms. @defaultValue 1000 */
  readonly resumeAfterMs: number;
  /** People who may interrupt every reply, whomever it answers. @defaultValue [] */
  readonly ownerIds: readonly string[];
}

/** What is begun before the end of a turn is certain. */
export interface SpeculationOptions {
  /** @defaultValue 'transcribe' */
  readonly speculation: SpeculationMode;
  /** Replies that are asked for too early in one turn; after them the end is waited for. @defaultValue 3 */
  readonly maxSpeculations: number;
  /** The same in an hour of the call: each is a request that somebody may have to pay for. @defaultValue 120 */
  readonly maxSpeculationsWastedPerHour: number;
}

/** What is waited for after a sentence that has no end ("and then"). */
export interface UnfinishedOptions {
  /** Silence after its last word, in ms. @defaultValue 2000 */
  readonly unfinishedSilenceMs: number;
}

/** After which time without progress a step is given up. All in ms. */
export interface DeadlineOptions {
  /** Longest time in which nothing is heard of somebody who speaks, silence after it included. @defaultValue 10000 */
  readonly hearingDeadlineMs: number;
  /** Longest wait for a transcript. @defaultValue 20000 */
  readonly transcriptDeadlineMs: number;
  /** Longest wait from asking the model to the first sound. @defaultValue 45000 */
  readonly replyDeadlineMs: number;
  /** Longest time without progress while a reply is said. @defaultValue 15000 */
  readonly speakingDeadlineMs: number;
  /** Longest time a reply is held; then it is over. @defaultValue 35000 */
  readonly pausedDeadlineMs: number;
}

/** How much may wait. */
export interface BoundOptions {
  /** Heard but unanswered transcripts that are kept; the oldest goes first. @defaultValue 16 */
  readonly maxPending: number;
  /** Texts that may wait to be said; the oldest goes first. @defaultValue 8 */
  readonly maxAnnouncements: number;
}

/** How a reply is said. */
export interface SpeechOptions {
  /**
   * A reply that is longer is said up to about here, to the end of a sentence, and written whole; 0 says
   * everything. @defaultValue 0
   */
  readonly maxSpokenCharacters: number;
  /** The voice's language, as de_DE; without it only what ends a sentence in every language does. */
  readonly speechLanguage?: string;
}

/** How the bot takes and gives the floor. */
export interface FloorOptions
  extends
    SpeechOptions,
    AddressingOptions,
    BargeInOptions,
    SpeculationOptions,
    UnfinishedOptions,
    DeadlineOptions,
    BoundOptions {}

/** See {@link FloorOptions}; the barge-in ladder follows the knowledge of other voice agents. */
export const defaultFloorOptions: Omit<FloorOptions, 'names'> = {
  addressing: 'adaptive',
  followUpMs: 10_000,
  pauseAfterVoicedMs: 100,
  stopAfterVoicedMs: 500,
  discardAfterVoicedMs: 300,
  playbackGuardMs: 250,
  goesOnWithinMs: 1000,
  maxDiscardedReplies: 3,
  resumeAfterMs: 1000,
  ownerIds: [],
  speculation: 'transcribe',
  maxSpeculations: 3,
  maxSpeculationsWastedPerHour: 120,
  unfinishedSilenceMs: 2000,
  hearingDeadlineMs: 10_000,
  transcriptDeadlineMs: 20_000,
  replyDeadlineMs: 45_000,
  speakingDeadlineMs: 15_000,
  pausedDeadlineMs: 35_000,
  maxPending: 16,
  maxAnnouncements: 8,
  maxSpokenCharacters: 0,
};
