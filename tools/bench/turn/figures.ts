import type { TurnTimings } from '#conversation';
import type { Marks } from './waterfall.ts';

/** Where the time of a turn went, in ms. */
export interface Where {
  /** From the end of the speech until it was taken for the end. */
  readonly endpoint: number;
  /** Until the words were known. */
  readonly transcript: number;
  /** Until the first clause of the reply was written. */
  readonly model: number;
  /** Until the first packet of its sound left. */
  readonly audio: number;
  /** What is left of the time that the listener waited. */
  readonly network: number;
}

/** One measured turn. */
export interface MeasuredTurn {
  /** From the speaker's last packet to the first one of the reply, where people are. */
  readonly voiceToVoiceMs: number;
  readonly where: Where;
  readonly marks: Marks | undefined;
  /** The bot was heard before the speaker had finished. */
  readonly wasCutOff: boolean;
}

const STEPS = [
  ['endpoint', 'endpointMs'],
  ['transcript', 'transcriptMs'],
  ['model', 'firstClauseMs'],
  ['audio', 'firstPacketMs'],
] as const;

/** Divides a turn's time among its steps; what was done ahead of its turn costs nothing. */
export function whereOf(timings: Partial<TurnTimings>, voiceToVoiceMs: number): Where {
  let atMs = timings.speechEndMs ?? 0;
  const startMs = atMs;
  const where = { endpoint: 0, transcript: 0, model: 0, audio: 0, network: 0 };
  for (const [step, key] of STEPS) {
    const nextMs = Math.max(atMs, timings[key] ?? atMs);
    where[step] = nextMs - atMs;
    atMs = nextMs;
  }
  return { ...where, network: voiceToVoiceMs - (atMs - startMs) };
}

/** The value that `share` of the values do not exceed, rounded; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}

/** One row of the report. */
export interface TurnRow {
  readonly firstTokenMs: number;
  readonly turns: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Medians. */
  readonly where: Where;
  readonly falseEndpoints: number;
  /** Medians; absent when no turn reached every step. */
  readonly marks?: Marks;
}

/** Sums up the turns of one run. */
export function summarise(firstTokenMs: number, turns: readonly MeasuredTurn[]): TurnRow {
  const waits = turns.map((turn) => turn.voiceToVoiceMs);
  const median = (step: keyof Where): number =>
    percentile(
      turns.map(({ where }) => where[step]),
      0.5,
    );
  return {
    firstTokenMs,
    turns: turns.length,
    p50: percentile(waits, 0.5),
    p95: percentile(waits, 0.95),
    p99: percentile(waits, 0.99),
    where: {
      endpoint: median('endpoint'),
      transcript: median('transcript'),
      model: median('model'),
      audio: median('audio'),
      network: median('network'),
    },
    falseEndpoints: turns.filter((turn) => turn.wasCutOff).length,
    ...medianMarks(turns.flatMap(({ marks }) => (marks === undefined ? [] : [marks]))),
  };
}

function medianMarks(marks: readonly Marks[]): { readonly marks?: Marks } {
  const [first] = marks;
  if (first === undefined) return {};
  const names = Object.keys(first) as (keyof Marks)[];
  const medians = names.map((name) => [
    name,
    percentile(
      marks.map((mark) => mark[name]),
      0.5,
    ),
  ]);
  return { marks: Object.fromEntries(medians) as Marks };
}
