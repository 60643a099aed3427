import type { Logger } from '#core';
import type { AichatEvent } from './event.ts';

/** Writes an event as a log line, without what people said. */
export function logEvent(logger: Logger, event: AichatEvent): void {
  const { type, severity, payload, sequence, guildId, callId, turnId } = event;
  const { personal: _personal, ...fields } = payload as { personal?: unknown } & Record<string, unknown>;
  logger[severity]({ event: type, sequence, guildId, callId, turnId, ...fields }, lineOf(event));
}

function lineOf(event: AichatEvent): string {
  if (event.type === 'error') return `${event.payload.code}: ${event.payload.message}`;
  return event.type === 'model.store' ? event.payload.message : event.type;
}
