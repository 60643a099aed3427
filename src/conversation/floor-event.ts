import type { AppError } from '#core';
import type { HearingEvent, Transcript } from '#hearing';
import type { Said } from './said.ts';
import type { ClauseHearing } from './turn.ts';

/** What a floor is told. Every event carries its own time, so that the same events give the same effects. */
export type FloorEvent =
  | {
      readonly type: 'heard';
      readonly atMs: number;
      readonly hearing: HearingEvent;
      /** In the call, the bot not among them. */
      readonly people: number;
    }
  | { readonly type: 'speaker-left'; readonly atMs: number; readonly userId: string }
  | {
      readonly type: 'transcribed';
      readonly atMs: number;
      readonly transcript: Transcript;
      /** In the call, the bot not among them. */
      readonly people: number;
    }
  | {
      readonly type: 'transcription-failed';
      readonly atMs: number;
      readonly utteranceId: string;
      readonly error: AppError;
    }
  /** A piece of the reply's text came from the model. */
  | { readonly type: 'reply-text'; readonly atMs: number; readonly turnId: string; readonly text: string }
  /** The model wrote its last piece. */
  | { readonly type: 'reply-complete'; readonly atMs: number; readonly turnId: string }
  | {
      readonly type: 'reply-failed';
      readonly atMs: number;
      readonly turnId: string;
      readonly error: AppError;
    }
  /** Sound of a clause went to the playout. */
  | {
      readonly type: 'clause-audio';
      readonly atMs: number;
      readonly turnId: string;
      readonly durationMs: number;
    }
  | {
      readonly type: 'clause-failed';
      readonly atMs: number;
      readonly turnId: string;
      readonly error: AppError;
    }
  /** The first audible packet left. */
  | { readonly type: 'playback-started'; readonly atMs: number; readonly turnId: string }
  | {
      readonly type: 'playback-ended';
      readonly atMs: number;
      readonly turnId: string;
      readonly progress: readonly ClauseHearing[];
    }
  /** Somebody typed something to the bot. */
  | { readonly type: 'written'; readonly atMs: number; readonly said: Said }
  /** Somebody gave a text to be said as it is. */
  | { readonly type: 'say'; readonly atMs: number; readonly text: string }
  /** Somebody asked for quiet: the reply ends, and nothing that waits is answered. */
  | { readonly type: 'hush'; readonly atMs: number }
  /** Time passed; see {@link Floor.deadlineMs}. */
  | { readonly type: 'tick'; readonly atMs: number };
