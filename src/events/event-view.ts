import type { Severity } from '#core';
import type { AichatEvent } from './event.ts';

/** An event as it leaves the house: to streams, webhooks and the API. */
export interface EventView {
  readonly id: string;
  readonly sequence: number;
  readonly time: string;
  readonly type: string;
  readonly severity: Severity;
  readonly guildId?: string;
  readonly callId?: string;
  readonly turnId?: string;
  readonly payload: Record<string, unknown>;
}

/** @param showPersonal - whether what people said and wrote is left in. */
export function viewOfEvent(event: AichatEvent, showPersonal: boolean): EventView {
  const { guildId, callId, turnId, id, sequence, time, type, severity } = event;
  const { personal, ...payload } = event.payload as Record<string, unknown>;
  return {
    id,
    sequence,
    time,
    type,
    severity,
    ...(guildId !== undefined && { guildId }),
    ...(callId !== undefined && { callId }),
    ...(turnId !== undefined && { turnId }),
    payload: showPersonal && personal !== undefined ? { ...payload, personal } : payload,
  };
}
