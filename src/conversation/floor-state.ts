import type { AppError } from '#core';
import type { Transcript } from '#hearing';
import type { Clause, ClauseSplitter } from '#speaking';
import type { TurnTimings } from './turn.ts';

/** A transcript that waits for an answer, with the times of its speech. */
export interface HeardSpeech {
  readonly transcript: Transcript;
  readonly startMs: number;
  readonly endMs: number;
  readonly endpointMs: number;
  readonly transcribedMs: number;
}

/** A turn while it runs. Owned by the floor's state; nobody else writes to it. */
export interface ActiveTurn {
  readonly id: string;
  readonly heard: readonly HeardSpeech[];
  /** Set for a text that was given to be said; such a turn asks no model. */
  readonly announcement?: string;
  readonly splitter: ClauseSplitter;
  readonly clauses: Clause[];
  replyText: string;
  /** The last clause went to the voice. */
  speechEnded: boolean;
  /** The first thing that broke in this turn. */
  error?: AppError;
  /** A clause could not be turned into sound. */
  unspoken: boolean;
  timings: TurnTimings;
}

/** Nobody speaks and nothing waits. */
export interface ListeningState {
  readonly kind: 'listening';
}

/** Somebody speaks. */
export interface HearingState {
  readonly kind: 'hearing';
}

/** Speech has ended; its words are being found. */
export interface DecidingState {
  readonly kind: 'deciding';
}

/** The model was asked; nothing is audible yet. */
export interface ThinkingState {
  readonly kind: 'thinking';
  readonly turn: ActiveTurn;
  readonly deadlineMs: number;
}

/** The reply is audible. */
export interface SpeakingState {
  readonly kind: 'speaking';
  readonly turn: ActiveTurn;
  /** Put off by everything that shows progress. */
  deadlineMs: number;
}

/** The reply is held, because somebody talks over it. */
export interface PausedState {
  readonly kind: 'paused';
  readonly turn: ActiveTurn;
  /** Set once the speech that held the reply is over. */
  resumeAtMs: number | undefined;
  readonly deadlineMs: number;
}

/** A turn was stopped; its playout says how much was heard. */
export interface EndingState {
  readonly kind: 'ending';
  readonly turn: ActiveTurn;
  readonly outcome: 'interrupted' | 'discarded' | 'failed';
  readonly deadlineMs: number;
}

/** Who has the floor. */
export type FloorState =
  | ListeningState
  | HearingState
  | DecidingState
  | ThinkingState
  | SpeakingState
  | PausedState
  | EndingState;

/** The states that hold a turn. */
export type TurnState = Extract<FloorState, { readonly turn: ActiveTurn }>;
