import type { Severity } from '#core';
import type { AichatEvent } from './event.ts';

/** From the least to the gravest. */
export const SEVERITIES = ['debug', 'info', 'warn', 'error', 'fatal'] as const satisfies readonly Severity[];

/** `turn.ended`, `turn.*` or `*`. */
export const TYPE_PATTERN = /^(?:\*|[a-z][a-z_-]*(?:\.[a-z][a-z_-]*)*(?:\.\*)?)$/u;

/** Which events somebody wants; what is absent excludes nothing. */
export interface EventFilter {
  /** Types, or the beginnings of types as `turn.*`. */
  readonly types?: readonly string[] | undefined;
  /** The least severity. */
  readonly severity?: Severity | undefined;
  readonly guildId?: string | undefined;
  readonly callId?: string | undefined;
}

/** Makes the test that an event has to pass. */
export function createEventFilter(filter: EventFilter): (event: AichatEvent) => boolean {
  const { types, severity, guildId, callId } = filter;
  const least = severity === undefined ? 0 : SEVERITIES.indexOf(severity);
  return (event) =>
    SEVERITIES.indexOf(event.severity) >= least &&
    (guildId === undefined || event.guildId === guildId) &&
    (callId === undefined || event.callId === callId) &&
    (types === undefined || types.some((pattern) => fits(event.type, pattern)));
}

function fits(type: string, pattern: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
