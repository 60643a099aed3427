import type { FloorOptions } from './floor-options.ts';
import type { FloorState } from './floor-state.ts';

/** What speech over a reply does to it. */
export type BargeIn = 'discard' | 'pause' | 'stop' | 'nothing';

/**
 * The barge-in ladder: a reply that nobody hears yet is thrown away, one that is heard is held first and
 * ended by more speech.
 *
 * @param voicedMs - how long the one who talks over it has spoken.
 * @param mayDiscard - false once so many replies were thrown away that the next one is said all the same.
 */
export function bargeIn(
  state: FloorState['kind'],
  voicedMs: number,
  mayDiscard: boolean,
  options: Pick<FloorOptions, 'discardAfterVoicedMs' | 'pauseAfterVoicedMs' | 'stopAfterVoicedMs'>,
): BargeIn {
  if (state === 'thinking' && mayDiscard && voicedMs >= options.discardAfterVoicedMs) return 'discard';
  if (state === 'speaking' && voicedMs >= options.pauseAfterVoicedMs) return 'pause';
  if (state === 'paused' && voicedMs >= options.stopAfterVoicedMs) return 'stop';
  return 'nothing';
}
