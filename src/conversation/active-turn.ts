import type { AppError } from '#core';
import { createClauseSplitter, type Clause, type ClauseSplitter } from '#speaking';
import type { HeardSpeech } from './speaker-lanes.ts';
import type { ClauseHearing, EndedTurn, TurnOutcome, TurnTimings, Waste } from './turn.ts';

/** A turn while it runs. Owned by the floor's state; nobody else writes to it. */
export interface ActiveTurn {
  readonly id: string;
  /** Changes only when a speculation is confirmed. */
  heard: readonly HeardSpeech[];
  /** Set for a text that was given to be said; such a turn asks no model. */
  readonly announcement?: string;
  readonly splitter: ClauseSplitter;
  /** The part of the reply that is said, in characters; more of it is only written. 0 for all. */
  readonly maxSpokenCharacters: number;
  readonly clauses: Clause[];
  replyText: string;
  /** The model has written its last piece. */
  isWritten: boolean;
  /** The first thing that broke in this turn. */
  error?: AppError;
  /** The rest of the reply is not said; all of it is written instead. */
  isShortened: boolean;
  /** A clause could not be turned into sound. */
  unspoken: boolean;
  timings: TurnTimings;
}

/** What a turn begins with. */
export interface TurnBeginning {
  readonly id: string;
  readonly heard: readonly HeardSpeech[];
  readonly announcement?: string;
  readonly waste: Waste;
  readonly speechLanguage: string | undefined;
  readonly maxSpokenCharacters: number;
}

export function beginTurn(beginning: TurnBeginning): ActiveTurn {
  const { id, heard, announcement, waste, speechLanguage: language, maxSpokenCharacters } = beginning;
  return {
    id,
    heard,
    ...(announcement !== undefined && { announcement }),
    splitter: createClauseSplitter(language === undefined ? {} : { language }),
    // A text that was given to be said is said.
    maxSpokenCharacters: announcement === undefined ? maxSpokenCharacters : 0,
    isShortened: false,
    clauses: [],
    replyText: announcement ?? '',
    isWritten: false,
    unspoken: false,
    timings: { heardMs: 0, ...waste, ...speechTimings(heard) },
  };
}

/** The times of what is answered: its begin, and the steps of what was said last. Typing has none. */
export function speechTimings(heard: readonly HeardSpeech[]): Partial<TurnTimings> {
  const spoken = heard.filter(({ transcript }) => transcript.isWritten !== true);
  const last = spoken.toSorted((one, other) => one.endMs - other.endMs).at(-1);
  if (last === undefined) return {};
  return {
    speechStartMs: Math.min(...spoken.map((speech) => speech.startMs)),
    speechEndMs: last.endMs,
    endpointMs: last.endpointMs,
    transcriptMs: last.transcribedMs,
  };
}

/** Everybody who is answered. */
export const addressees = (turn: ActiveTurn): readonly string[] => [
  ...new Set(turn.heard.map((speech) => speech.transcript.userId)),
];

/** The record of a turn that is over. */
export function endedTurn(
  turn: ActiveTurn,
  end: {
    readonly outcome: TurnOutcome;
    readonly atMs: number;
    readonly progress: readonly ClauseHearing[];
  },
): EndedTurn {
  const { outcome, atMs, progress } = end;
  return {
    id: turn.id,
    transcripts: turn.heard.map((speech) => speech.transcript),
    replyText: turn.replyText,
    clauses: turn.clauses,
    timings: {
      ...turn.timings,
      endMs: atMs,
      heardMs: progress.reduce((sum, clause) => sum + clause.playedMs, 0),
    },
    outcome,
    progress,
    ...(turn.error && { error: turn.error }),
  };
}
