/** The tables of `events.db`, one file per aggregate. */
export * from './event.ts';
