import type { AichatEvent, Personal } from './event.ts';

/** What is asked for about any event, whatever its type. */
export interface CommonFacts {
  readonly code: string | undefined;
  readonly turnId: string | undefined;
  readonly userIds: readonly string[];
  /** How long it took, in whole ms. */
  readonly durationMs: number | undefined;
  /** One line for a person, without what anybody said. */
  readonly summary: string;
}

const MAX_SUMMARY_LENGTH = 300;
/** Said elsewhere, or too long for a line. */
const NOT_IN_SUMMARY = new Set(['personal', 'userId', 'userIds', 'turnId', 'utteranceId']);

/** Finds the common facts where the types of events have them. */
export function commonFactsOf(event: AichatEvent): CommonFacts {
  const payload = event.payload as Readonly<Record<string, unknown>>;
  const durationMs = [payload['voiceToVoiceMs'], payload['durationMs']].find(
    (value) => typeof value === 'number',
  );
  return {
    code: textOf(payload['code']),
    turnId: event.turnId ?? textOf(payload['turnId']),
    userIds: event.userIds ?? usersOf(payload),
    durationMs: durationMs === undefined ? undefined : Math.round(durationMs),
    summary: summaryOf(event.type, payload),
  };
}

/** What people said in it, and undefined when nobody said anything. */
export function personalOf(event: AichatEvent): Personal | undefined {
  return 'personal' in event.payload ? event.payload.personal : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function usersOf({ userId, userIds }: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof userId === 'string') return [userId];
  return Array.isArray(userIds) ? userIds.filter((id) => typeof id === 'string') : [];
}

function summaryOf(type: string, payload: Readonly<Record<string, unknown>>): string {
  const message = textOf(payload['message']);
  const code = textOf(payload['code']);
  const line =
    message === undefined
      ? Object.entries(payload)
          .filter(([key]) => !NOT_IN_SUMMARY.has(key))
          .flatMap(([key, value]) => said(key, value))
          .join(' ')
      : [code, message].filter(Boolean).join(': ');
  const whole = line === '' ? type : line;
  return whole.length > MAX_SUMMARY_LENGTH ? `${whole.slice(0, MAX_SUMMARY_LENGTH - 1)}…` : whole;
}

/** Lists and figures of parts are left to those who look at the whole event. */
function said(key: string, value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [`${key}=${value}`];
  if (typeof value === 'number') return [`${key}=${Math.round(value * 100) / 100}`];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(
      ([inner, part]) => !NOT_IN_SUMMARY.has(inner) && typeof part !== 'object' && typeof part !== 'number',
    )
    .flatMap(([inner, part]) => said(inner, part));
}
