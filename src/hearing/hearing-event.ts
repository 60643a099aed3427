import type { Utterance } from './utterance.ts';

/** Why a stretch of sound became no utterance. */
export type SpeechDropReason =
  /** Less voice in it than an utterance needs: a click, a cough. */
  | 'too-short'
  /** The listening ended before the speaker did. */
  | 'listening-ended';

/** What one speaker does. Times are on the call's clock, in ms. */
export type HearingEvent =
  /** The voice began; `atMs` is the begin of the first voiced frame. */
  | { readonly type: 'speech-start'; readonly userId: string; readonly atMs: number }
  /** The voice goes on: once per voiced frame, with the time of its end. `voicedMs` counts from the start. */
  | {
      readonly type: 'speech-progress';
      readonly userId: string;
      readonly atMs: number;
      readonly voicedMs: number;
    }
  /** The silence after it was long enough; `atMs` is the end of the last voiced frame. */
  | { readonly type: 'speech-end'; readonly userId: string; readonly atMs: number; readonly voicedMs: number }
  /**
   * A pause began in which the speech may end. If it does, an `utterance` of the same id follows; the next
   * `speech-progress` means that it did not.
   */
  | { readonly type: 'provisional-utterance'; readonly utterance: Utterance }
  | { readonly type: 'utterance'; readonly utterance: Utterance }
  | { readonly type: 'speech-dropped'; readonly userId: string; readonly reason: SpeechDropReason };
