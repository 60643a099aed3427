/** The tables of `aichat.db`, one file per aggregate. */
export * from './database-note.ts';
