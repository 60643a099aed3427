import { expect, test } from 'vitest';
import { createPersonaRepository, type PersonaRow } from './personas.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

const row = (own: Partial<PersonaRow> = {}): PersonaRow => ({
  id: 'p1',
  guildId: 'g1',
  name: 'Otto Brandt',
  card: '{}',
  picture: null,
  createdBy: 'u1',
  createdAtMs: 1,
  updatedAtMs: 1,
  ...own,
});

test('a persona is kept with its picture, changed, and found whatever the case of its name', () => {
  const repository = createPersonaRepository(temporaryDatabase('app'));
  repository.save(row({ picture: Uint8Array.of(1, 2, 3) }));
  repository.save(row({ picture: Uint8Array.of(4), card: '{"a":1}', updatedAtMs: 2 }));

  expect(repository.find('g1', ' otto  BRANDT')).toEqual(
    row({ picture: Buffer.of(4), card: '{"a":1}', updatedAtMs: 2 }),
  );
  expect(repository.find('g2', 'Otto Brandt')).toBeUndefined();
  expect(repository.count('g1')).toBe(1);
});

test('a server sees its own personas and those of everybody', () => {
  const repository = createPersonaRepository(temporaryDatabase('app'));
  repository.save(row());
  repository.save(row({ id: 'p2', guildId: 'g2' }));
  repository.save(row({ id: 'p3', guildId: '', name: 'Ada' }));

  expect(repository.list('g1').map(({ id }) => id)).toEqual(['p3', 'p1']);
});

test('two personas of a server cannot bear the same name', () => {
  const repository = createPersonaRepository(temporaryDatabase('app'));
  repository.save(row());

  expect(() => repository.save(row({ id: 'p2', name: 'OTTO brandt' }))).toThrow(/UNIQUE/u);
});

test('a persona that is removed is chosen nowhere any more', () => {
  const repository = createPersonaRepository(temporaryDatabase('app'));
  repository.save(row());
  repository.choose('g1', '', 'other');
  repository.choose('g1', '', 'p1');
  repository.choose('g1', 'c1', 'p1');
  repository.choose('g1', 'c2', 'other');
  expect(repository.choice('g1', '')).toBe('p1');

  repository.remove('p1');
  expect(repository.choicesIn('g1')).toEqual([{ guildId: 'g1', channelId: 'c2', personaId: 'other' }]);
  repository.choose('g1', 'c2', undefined);
  expect(repository.choice('g1', 'c2')).toBeUndefined();
});
