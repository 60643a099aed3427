import { commonFactsOf, personalOf, type AichatEvent } from '#events';
import type { Severity } from '#core';
import { getTableColumns } from 'drizzle-orm';
import { events } from './schema/event.ts';

/** A row of the events table. */
export type EventRow = typeof events.$inferSelect;

/** The columns by their names in a row. */
export const EVENT_COLUMNS = Object.fromEntries(
  Object.entries(getTableColumns(events)).map(([key, column]) => [key, column.name]),
) as Readonly<Record<keyof EventRow, string>>;

/** What is selected so that a result is an {@link EventRow}. */
export const SELECTED_COLUMNS = Object.entries(EVENT_COLUMNS)
  .map(([key, name]) => `events.${name} AS ${key}`)
  .join(', ');

/** How severities are stored: pino's numbers, so that they can be compared. */
export const SEVERITY_NUMBERS = {
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
} as const satisfies Record<Severity, number>;

const SEVERITY_NAMES = new Map(
  Object.entries(SEVERITY_NUMBERS).map(([name, number]) => [number as number, name as Severity]),
);

interface Body {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly userIds?: readonly string[];
}

/** Sorts what is in an event into the columns of its row. */
export function rowOf(event: AichatEvent): EventRow {
  const { code, turnId, durationMs, summary } = commonFactsOf(event);
  const personal = personalOf(event);
  const { personal: _personal, ...payload } = event.payload as Record<string, unknown>;
  const body: Body = { payload, ...(event.userIds && { userIds: event.userIds }) };
  return {
    sequence: event.sequence,
    id: event.id,
    timeMs: Date.parse(event.time),
    severity: SEVERITY_NUMBERS[event.severity],
    type: event.type,
    code: code ?? null,
    guildId: event.guildId ?? null,
    callId: event.callId ?? null,
    turnId: turnId ?? null,
    durationMs: durationMs ?? null,
    summary,
    body: JSON.stringify(body),
    personal: personal === undefined ? null : JSON.stringify(personal),
    words: personal === undefined ? null : Object.values(personal).join('\n'),
  };
}

/** How an event is read back. */
export interface ReadEventOptions {
  /** Whether what people said is among it; else it is an empty object where something was said. */
  readonly showPersonal: boolean;
}

/** The event of a row; what was forgotten meanwhile is absent from it. */
export function eventOf(row: EventRow, { showPersonal }: ReadEventOptions): AichatEvent {
  const { payload, userIds } = JSON.parse(row.body) as Body;
  const personal = showPersonal && row.personal !== null ? (JSON.parse(row.personal) as unknown) : {};
  return {
    id: row.id,
    sequence: row.sequence,
    time: new Date(row.timeMs).toISOString(),
    type: row.type,
    severity: SEVERITY_NAMES.get(row.severity) ?? 'info',
    ...(row.guildId !== null && { guildId: row.guildId }),
    ...(row.callId !== null && { callId: row.callId }),
    ...(row.turnId !== null && { turnId: row.turnId }),
    ...(userIds && { userIds }),
    payload: { ...payload, ...(row.personal !== null && { personal }) },
  } as unknown as AichatEvent;
}
