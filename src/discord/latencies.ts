import type { TurnLatenciesRepository } from '#store';

const MS_PER_DAY = 86_400_000;
/** Turns of a call that its figures are made from; of more, the last ones. */
const MAX_TURNS_PER_CALL = 1000;
/** How long waits are kept. */
const KEPT_DAYS = 90;

/** How long people waited for an answer: first packet of it minus their last voiced frame, in ms. */
export interface LatencyFigures {
  readonly turns: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What `/status` shows: undefined where nobody has waited yet. */
export interface LatencyReport {
  readonly call: LatencyFigures | undefined;
  /** Of the last 24 hours, all calls of the server. */
  readonly day: LatencyFigures | undefined;
}

/** Keeps the waits of one call, and those of its server. */
export interface CallLatencies {
  add(voiceToVoiceMs: number): void;
  report(): LatencyReport;
}

/** @param repository - where the waits of a server last. */
export function createCallLatencies(repository: TurnLatenciesRepository, guildId: string): CallLatencies {
  const waits: number[] = [];
  return {
    add(voiceToVoiceMs) {
      waits.push(voiceToVoiceMs);
      waits.splice(0, waits.length - MAX_TURNS_PER_CALL);
      repository.add(guildId, voiceToVoiceMs);
    },
    report: () => ({
      call: latencyFigures(waits.toSorted((one, other) => one - other)),
      day: latencyFigures(repository.since(guildId, Date.now() - MS_PER_DAY)),
    }),
  };
}

/** Deletes the waits that are too old to be of use. */
export function forgetOldLatencies(repository: TurnLatenciesRepository): void {
  repository.removeBefore(Date.now() - KEPT_DAYS * MS_PER_DAY);
}

/** @param sorted - the waits, the quickest first. @returns undefined for none. */
export function latencyFigures(sorted: readonly number[]): LatencyFigures | undefined {
  if (sorted.length === 0) return undefined;
  // Nearest rank: a figure that somebody really waited.
  const at = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { turns: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
