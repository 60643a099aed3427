import { expect, test } from 'vitest';
import { createPersonaRepository } from '#store';
import { temporaryDatabase } from '../store/testing/temporary-store.ts';
import { editSettings, newCard } from './cards/edit-card.ts';
import { createPersonaLibrary } from './library.ts';

function library() {
  return createPersonaLibrary(createPersonaRepository(temporaryDatabase('app')), () => 1_000_000);
}
const card = (name: string, description = 'A keeper.') => newCard({ name, description }, 0);
const added = (guildId: string, name: string) => ({ guildId, card: card(name), createdBy: 'ada' });

test('a server has its own personas, those of everybody and those that come along', () => {
  const personas = library();
  personas.add(added('g1', 'Kai'));
  personas.add(added('', 'Lea'));
  personas.add(added('g2', 'Ben'));

  expect(personas.list('g1').map(({ name, owner }) => `${name} ${owner}`)).toEqual([
    'Kai server',
    'Lea everywhere',
    'Mira built-in',
    'Otto Brandt built-in',
    'Juno built-in',
  ]);
  expect(personas.find('g1', ' otto ').persona.name).toBe('Otto Brandt');
  expect(() => personas.find('g1', 'Ben')).toThrow(expect.objectContaining({ code: 'PERSONA_UNKNOWN' }));
});

test('a name is taken once in a server, unless the old one is to be replaced', () => {
  const personas = library();
  const first = personas.add({ ...added('g1', 'Kai'), picture: Uint8Array.of(1) });
  expect(() => personas.add(added('g1', 'KAI'))).toThrow(expect.objectContaining({ code: 'PERSONA_EXISTS' }));
  expect(personas.add({ ...added('g1', 'KAI'), name: 'Kai the Second' }).persona.name).toBe('Kai the Second');

  const second = personas.add({
    guildId: 'g1',
    card: card('Kai', 'Another.'),
    createdBy: 'ben',
    replace: true,
  });
  expect(second.persona.id).toBe(first.persona.id);
  expect(second).toMatchObject({ createdBy: 'ben', picture: undefined });
  expect(personas.find('g1', 'kai').persona.card.fields.description).toBe('Another.');
});

test('a change is seen at once, also twice in the same millisecond', () => {
  const personas = library();
  const { persona } = personas.add(added('g1', 'Kai'));
  const fast = personas.change(persona.id, editSettings(persona.card, { speed: 1.5, voice: 'amy' }, 0));
  expect(fast.persona.settings).toEqual({ speed: 1.5, voice: 'amy' });
  const slow = personas.change(
    persona.id,
    editSettings(fast.persona.card, { voice: undefined, speed: 0.8 }, 0),
  );
  expect(personas.get(persona.id).persona.settings).toEqual({ speed: 0.8 });
  expect(slow.updatedAtMs).toBeGreaterThan(fast.updatedAtMs);
  expect(() => editSettings(persona.card, { speed: 9 }, 0)).toThrow(
    expect.objectContaining({ code: 'CARD_INVALID' }),
  );
});

test('who speaks is what the channel chose, else the server, else Mira', () => {
  const personas = library();
  const kai = personas.add(added('g1', 'Kai')).persona.id;
  const place = { guildId: 'g1', channelId: 'c1' };
  expect(personas.inForce(place).persona).toMatchObject({ name: 'Mira', settings: { replyLength: 'short' } });
  personas.choose({ guildId: 'g1' }, 'built-in:otto');
  personas.choose(place, kai);
  expect(personas.inForce(place).persona.name).toBe('Kai');
  expect(personas.inForce({ guildId: 'g1', channelId: 'c2' }).persona.name).toBe('Otto Brandt');

  personas.remove(kai);
  expect(personas.inForce(place).persona.name).toBe('Otto Brandt');
  personas.choose({ guildId: 'g1' }, 'built-in:gone');
  expect(personas.inForce(place).persona.name).toBe('Mira');
});

test('what comes along can be used and not changed', () => {
  const personas = library();
  const { persona } = personas.find('g1', 'Juno');
  expect(() => personas.remove(persona.id)).toThrow(expect.objectContaining({ code: 'PERSONA_BUILT_IN' }));
  expect(() => personas.change(persona.id, persona.card)).toThrow(
    expect.objectContaining({ code: 'PERSONA_BUILT_IN' }),
  );
});

test('a server can have a hundred personas', () => {
  const personas = library();
  for (let index = 0; index < 100; index += 1) personas.add(added('g1', `Kai ${index}`));
  expect(() => personas.add(added('g1', 'One more'))).toThrow(
    expect.objectContaining({ code: 'PERSONA_LIMIT' }),
  );
  personas.add({ ...added('g1', 'Kai 7'), replace: true });
  personas.add(added('g2', 'One more'));
});
