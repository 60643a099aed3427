export type { OpenDatabase } from './connection.ts';
export { createDatabaseNotesRepository, type DatabaseNotes } from './database-notes.ts';
export { openDatabase, type DatabaseName } from './open-databases.ts';
