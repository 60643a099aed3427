import { addressees, type ActiveTurn } from './active-turn.ts';
import type { BargeInOptions } from './floor-options.ts';

/** Sound needs longer than this to a listener, into an open microphone and back. */
const MIN_ECHO_MS = 150;

/**
 * True for somebody who is answered already and spoke again so soon that it was only a pause. What began later than
 * the first sound of the reply may be that sound come back, and proves nothing.
 */
export function goesOn(
  turn: ActiveTurn,
  { userId, sinceMs }: { readonly userId: string; readonly sinceMs: number },
  { goesOnWithinMs }: BargeInOptions,
): boolean {
  const { speechEndMs = -Infinity, firstPacketMs = Infinity } = turn.timings;
  return (
    addressees(turn).includes(userId) &&
    sinceMs - speechEndMs <= goesOnWithinMs &&
    sinceMs <= firstPacketMs + MIN_ECHO_MS
  );
}
