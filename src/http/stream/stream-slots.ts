import { UserError } from '#core';
import { MAX_STREAMS } from '../limits.ts';

/** How many live streams are open; more than the bound are refused. */
export interface StreamSlots {
  readonly open: () => number;
  /** Takes a place. @returns gives it back; more than once does no harm. @throws UserError `HTTP_STREAMS_FULL`. */
  take(): () => void;
}

/** @param max - places. */
export function createStreamSlots(max: number = MAX_STREAMS): StreamSlots {
  const taken = new Set<symbol>();
  return {
    open: () => taken.size,
    take() {
      if (taken.size >= max) {
        throw new UserError('HTTP_STREAMS_FULL', { message: `${max} live streams are open already.` });
      }
      const place = Symbol('stream');
      taken.add(place);
      return () => void taken.delete(place);
    },
  };
}
