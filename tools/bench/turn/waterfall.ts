import type { TurnTimings } from '#conversation';

const MARKS = {
  transcriptMs: 'words known',
  firstTokenMs: 'first token',
  firstClauseMs: 'first clause written',
  firstAudioMs: 'first sound made',
  endpointMs: 'end of the turn certain',
  firstPacketMs: 'first packet sent',
} as const satisfies Partial<Record<keyof TurnTimings, string>>;

/** When each step of a turn was reached, in ms after the last voiced frame. */
export type Marks = Readonly<Record<keyof typeof MARKS, number>>;

const NAMES = Object.keys(MARKS) as (keyof typeof MARKS)[];
const MS_PER_SIGN = 10;

/** @returns undefined for a turn that did not reach every step. */
export function marksOf(timings: Partial<TurnTimings>): Marks | undefined {
  const { speechEndMs } = timings;
  if (speechEndMs === undefined) return undefined;
  const marks = NAMES.map((name) => [name, (timings[name] ?? Number.NaN) - speechEndMs] as const);
  return marks.some(([, ms]) => Number.isNaN(ms))
    ? undefined
    : (Object.fromEntries(marks) as unknown as Marks);
}

/** Each step as a line whose sign stands where it was reached. */
export function drawWaterfall(marks: Marks): string {
  const width = Math.max(...Object.values(MARKS).map((title) => title.length));
  return NAMES.toSorted((one, other) => marks[one] - marks[other])
    .map((name) => {
      const ms = Math.round(marks[name]);
      return `${MARKS[name].padEnd(width)} ${'·'.repeat(Math.max(0, Math.round(ms / MS_PER_SIGN)))}█ ${ms} ms`;
    })
    .join('\n');
}
