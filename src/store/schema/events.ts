/** The tables of `events.db`, one file per aggregate. */
export * from './delivery.ts';
export * from './event.ts';
