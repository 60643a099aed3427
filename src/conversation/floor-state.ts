import type { ActiveTurn } from './active-turn.ts';
import type { FloorEvent } from './floor-event.ts';

/** Nobody speaks; at most an unfinished sentence waits for its end. */
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

/** The model was asked before it is certain that the speaker has finished; nothing becomes audible. */
export interface SpeculatingState {
  readonly kind: 'speculating';
  readonly turn: ActiveTurn;
  readonly userId: string;
  /** The voice in what was provisionally understood, in ms. */
  readonly voicedMs: number;
  /** What broke in the reply: it is told when the reply is wanted. */
  readonly failures: TurnEvent[];
  readonly deadlineMs: number;
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
  | SpeculatingState
  | ThinkingState
  | SpeakingState
  | PausedState
  | EndingState;

/** The states that hold a turn. */
export type TurnState = Extract<FloorState, { readonly turn: ActiveTurn }>;

/** What happens to a reply. */
export type TurnEvent = Extract<FloorEvent, { readonly turnId: string }>;
