import { eq } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { databaseNotes } from './schema/database-note.ts';

/** What the program remembers about its own upkeep. */
export interface DatabaseNotes {
  /** The note, and when it was written; undefined when there is none. */
  read(name: string): { readonly value: string; readonly updatedAtMs: number } | undefined;
  write(name: string, value: string): void;
}

/** @param database - the app database. */
export function createDatabaseNotesRepository({ orm }: OpenDatabase): DatabaseNotes {
  return {
    read(name) {
      const { value, updatedAtMs } = databaseNotes;
      return orm.select({ value, updatedAtMs }).from(databaseNotes).where(eq(databaseNotes.name, name)).get();
    },
    write(name, value) {
      const row = { value, updatedAtMs: Date.now() };
      orm
        .insert(databaseNotes)
        .values({ name, ...row })
        .onConflictDoUpdate({ target: databaseNotes.name, set: row })
        .run();
    },
  };
}
