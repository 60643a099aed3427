import type { AppError } from '#core';
import type { Clause } from '#speaking';
import { addressees, type ActiveTurn } from './active-turn.ts';
import type { FloorEffect } from './floor-effect.ts';

/** More of the reply was written; what is a whole clause by now is said. */
export function takeReplyText(turn: ActiveTurn, text: string, atMs: number): readonly FloorEffect[] {
  turn.replyText += text;
  turn.timings = { firstTokenMs: atMs, ...turn.timings };
  return say(turn, turn.splitter.push(text), atMs);
}

/** The reply is written to its end: the rest of it is said, and nothing after that. */
export function completeReply(turn: ActiveTurn, atMs: number): readonly FloorEffect[] {
  turn.isWritten = true;
  return [...say(turn, turn.splitter.end(), atMs), endSpeech(turn)];
}

/** Says a text that was given. */
export function sayAnnouncement(turn: ActiveTurn, text: string, atMs: number): readonly FloorEffect[] {
  return [...say(turn, turn.splitter.push(text), atMs), ...completeReply(turn, atMs)];
}

/** No other clause goes to the voice. */
export const endSpeech = (turn: ActiveTurn): FloorEffect => ({ type: 'end-speech', turnId: turn.id });

/** Reports the first thing that broke in a turn; what breaks after it follows from it. */
export function fail(turn: ActiveTurn, error: AppError): readonly FloorEffect[] {
  if (turn.error) return [];
  turn.error = error;
  return [{ type: 'report', error, userIds: addressees(turn) }];
}

function say(turn: ActiveTurn, clauses: readonly Clause[], atMs: number): readonly FloorEffect[] {
  if (clauses.length === 0) return [];
  turn.clauses.push(...clauses);
  turn.timings = { firstClauseMs: atMs, ...turn.timings };
  return clauses.map((clause) => ({ type: 'say-clause', turnId: turn.id, clause }));
}
