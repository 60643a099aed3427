import type { AppError } from '#core';
import type { Clause } from '#speaking';
import { addressees, type ActiveTurn } from './active-turn.ts';
import type { FloorEffect } from './floor-effect.ts';

/** To end with a sentence, so many times the part of a reply that is said may be said. */
const MAX_OVERRUN = 1.5;

/** More of the reply was written; what is a whole clause by now is said. */
export function takeReplyText(turn: ActiveTurn, text: string, atMs: number): readonly FloorEffect[] {
  turn.replyText += text;
  turn.timings = { firstTokenMs: atMs, ...turn.timings };
  return say(turn, turn.splitter.push(text), atMs);
}

/** The reply is written to its end: the rest of it is said, and nothing after that. */
export function completeReply(turn: ActiveTurn, atMs: number): readonly FloorEffect[] {
  turn.isWritten = true;
  const rest = say(turn, turn.splitter.end(), atMs);
  const text = turn.replyText.trim();
  const whole: readonly FloorEffect[] = turn.isShortened
    ? [{ type: 'post-text', turnId: turn.id, text }]
    : [];
  return [...rest, ...whole, endSpeech(turn)];
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
  const effects: FloorEffect[] = [];
  for (const clause of clauses) {
    turn.isShortened ||= isLongEnough(turn);
    if (turn.isShortened) break;
    turn.clauses.push(clause);
    turn.timings = { firstClauseMs: atMs, ...turn.timings };
    effects.push({ type: 'say-clause', turnId: turn.id, clause });
  }
  return effects;
}

/** True when no more of a reply is to be said: its part is full, at the end of a sentence if that is near. */
function isLongEnough({ clauses, maxSpokenCharacters }: ActiveTurn): boolean {
  if (maxSpokenCharacters === 0) return false;
  const characters = clauses.reduce((sum, { text }) => sum + text.length, 0);
  if (characters < maxSpokenCharacters) return false;
  const endsSentence = /[.!?…。！？]["'”’»)]*\s*$/u.test(clauses.at(-1)?.text ?? '');
  return endsSentence || characters >= maxSpokenCharacters * MAX_OVERRUN;
}
