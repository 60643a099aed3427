export { createEventBus, type EmitEvent, type EventBus } from './event-bus.ts';
export { commonFactsOf, personalOf, type CommonFacts } from './event-facts.ts';
export type { AichatEvent, EventFacts, EventPayloads, EventType, Personal } from './event.ts';
export { logEvent } from './log-events.ts';
export { createPinoLogger } from './pino-logger.ts';
