import type { TurnTimings } from '#conversation';

const STEPS = [
  'endpointMs',
  'transcriptMs',
  'firstTokenMs',
  'firstClauseMs',
  'firstAudioMs',
  'firstPacketMs',
] as const satisfies readonly (keyof TurnTimings)[];

/** One step of a turn and how long it took after the one before it. */
export interface TurnStep {
  readonly step: (typeof STEPS)[number];
  readonly ms: number;
}

/**
 * The steps from the last voiced frame to the first packet of the reply that were reached; what was done ahead of the
 * step before it took no time.
 */
export function turnSteps(timings: TurnTimings): readonly TurnStep[] {
  let beforeMs = timings.speechEndMs;
  return STEPS.flatMap((step) => {
    const atMs = timings[step];
    if (atMs === undefined) return [];
    const ms = beforeMs === undefined ? undefined : Math.max(0, atMs - beforeMs);
    beforeMs = Math.max(atMs, beforeMs ?? atMs);
    return ms === undefined ? [] : [{ step, ms }];
  });
}
