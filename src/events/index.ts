export { createEventBus, type EmitEvent, type EventBus } from './event-bus.ts';
export type { AichatEvent, EventFacts, EventPayloads, EventType } from './event.ts';
export { logEvent } from './log-events.ts';
export { createPinoLogger } from './pino-logger.ts';
