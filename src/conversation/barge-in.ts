import type { BargeInOptions } from './floor-options.ts';
import type { FloorState } from './floor-state.ts';

/** What speech over a reply does to it. */
export type BargeIn = 'discard' | 'pause' | 'stop' | 'nothing';

/** Speech of somebody while a reply is made or said. */
export interface Overlap {
  /** How long this person has spoken. */
  readonly voicedMs: number;
  /** Time since the first sound of the reply; undefined when the speech is older than that. */
  readonly intoPlaybackMs: number | undefined;
  /** It is said to the bot for certain: by whom it answers, by an owner, by the only person there. */
  readonly isMeant: boolean;
  /** It follows so soon on what the reply answers that its speaker had not finished. */
  readonly goesOn: boolean;
  /** False once so many replies were thrown away that the next one is said all the same. */
  readonly mayDiscard: boolean;
}

/**
 * The barge-in ladder: a reply that nobody hears yet is thrown away, one that is heard is held first and
 * ended by more speech. Whoever had not finished takes a reply back that has hardly begun. Others than those who are answered only hold it: what they say may be meant for
 * one another, and their words decide once they are known.
 */
export function bargeIn(state: FloorState['kind'], overlap: Overlap, options: BargeInOptions): BargeIn {
  const { voicedMs, intoPlaybackMs, isMeant, goesOn, mayDiscard } = overlap;
  switch (state) {
    case 'thinking':
      return isMeant && mayDiscard && voicedMs >= options.discardAfterVoicedMs ? 'discard' : 'nothing';
    case 'speaking': {
      const isGuarded = !goesOn && intoPlaybackMs !== undefined && intoPlaybackMs < options.playbackGuardMs;
      return !isGuarded && voicedMs >= options.pauseAfterVoicedMs ? 'pause' : 'nothing';
    }
    case 'paused':
      if (goesOn && mayDiscard && voicedMs >= options.discardAfterVoicedMs) return 'discard';
      return isMeant && voicedMs >= options.stopAfterVoicedMs ? 'stop' : 'nothing';
    // A running speculation has rules of its own: nobody waits for its reply.
    case 'speculating':
    case 'listening':
    case 'hearing':
    case 'deciding':
    case 'ending':
      break;
  }
  return 'nothing';
}
