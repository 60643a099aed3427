import { type AppError, causesOf, ERROR_CODES, toAppError, type Logger } from '#core';
import { createEventIds } from './event-id.ts';
import type { AichatEvent, EventFacts, EventPayloads, EventType } from './event.ts';

/** Takes what happened. */
export type EmitEvent = <Type extends EventType>(
  type: Type,
  payload: EventPayloads[Type],
  facts?: EventFacts,
) => void;

/** Hands every event to every subscriber, in order. */
export interface EventBus {
  readonly emit: EmitEvent;
  /** Emits an `error` event with the severity of its code. Call it before the error is thrown or swallowed. */
  emitError(error: unknown, facts?: EventFacts): AppError;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (event: AichatEvent) => void): () => void;
}

/**
 * @param logger - told when a subscriber throws; the other subscribers still get the event.
 * @param lastSequence - the last one that was used before.
 */
export function createEventBus(logger: Logger, lastSequence = 0): EventBus {
  const listeners = new Set<(event: AichatEvent) => void>();
  const nextId = createEventIds();
  let sequence = lastSequence;

  const emit: EmitEvent = (type, payload, facts = {}) => {
    sequence += 1;
    const now = new Date();
    const event = {
      severity: 'info',
      ...facts,
      id: nextId(now.getTime()),
      type,
      sequence,
      time: now.toISOString(),
      payload,
    } as AichatEvent;
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        logger.error({ err: error, eventType: type }, 'An event subscriber failed.');
      }
    }
  };

  return {
    emit,
    emitError(thrown, facts) {
      const error = toAppError(thrown);
      const { severity } = ERROR_CODES[error.code];
      const { code, message, context } = error;
      emit('error', { code, message, context, causes: causesOf(error) }, { severity, ...facts });
      return error;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
