import type { AppError } from '#core';
import type { Transcript, Utterance } from '#hearing';
import type { Clause } from '#speaking';
import type { Said } from './said.ts';
import type { EndedTurn } from './turn.ts';

/** What a floor wants done. Nothing else leaves it. */
export type FloorEffect =
  /** Finds the words of an utterance, which may be provisional. */
  | { readonly type: 'transcribe'; readonly utterance: Utterance }
  | { readonly type: 'cancel-transcription'; readonly utteranceId: string }
  /** Tells the ear that hears the pause after an utterance whether its words are a whole sentence. */
  | {
      readonly type: 'judge-pause';
      readonly userId: string;
      readonly utteranceId: string;
      readonly isComplete: boolean;
    }
  /** The words of an utterance that is final are known. */
  | { readonly type: 'understood'; readonly utterance: Utterance; readonly transcript: Transcript }
  | {
      readonly type: 'ask-model';
      readonly turnId: string;
      readonly transcripts: readonly Said[];
      /** What is made of the reply is kept unheard until `release-speech`. */
      readonly isHeld: boolean;
    }
  /** What was held may be heard. */
  | { readonly type: 'release-speech'; readonly turnId: string }
  /** People talked among themselves: it is remembered, not answered. */
  | { readonly type: 'overhear'; readonly transcript: Transcript }
  | { readonly type: 'say-clause'; readonly turnId: string; readonly clause: Clause }
  /** No clause will follow; what was said is played to its end. */
  | { readonly type: 'end-speech'; readonly turnId: string }
  | { readonly type: 'pause-speech'; readonly turnId: string }
  | { readonly type: 'resume-speech'; readonly turnId: string }
  /** Stops the model, the voice and the playout of a turn; `playback-ended` follows. */
  | { readonly type: 'stop-turn'; readonly turnId: string; readonly isDiscarded: boolean }
  | { readonly type: 'turn-ended'; readonly turn: EndedTurn }
  /** A reply that could not be heard as speech. */
  | { readonly type: 'post-text'; readonly turnId: string; readonly text: string }
  /** Tells the log, and the people who waited for an answer. */
  | { readonly type: 'report'; readonly error: AppError; readonly userIds: readonly string[] };
