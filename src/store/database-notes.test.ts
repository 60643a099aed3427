import { expect, test } from 'vitest';
import { createDatabaseNotesRepository } from './database-notes.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

test('a note is kept, and replaced by a newer one', () => {
  const notes = createDatabaseNotesRepository(temporaryDatabase('app'));

  expect(notes.read('last-backup')).toBeUndefined();
  notes.write('last-backup', 'one');
  notes.write('last-backup', 'two');

  expect(notes.read('last-backup')).toMatchObject({ value: 'two' });
});
