import { expect, test } from 'vitest';
import { toCard } from './cards/card.ts';
import { greetingOf, spokenGreeting } from './greeting.ts';
import { createPersona } from './persona.ts';

const data = {
  name: 'Otto',
  first_mes: 'Hello, {{user}}.',
  alternate_greetings: ['', 'Aye, {{user}}.'],
  group_only_greetings: ['Silence!'],
};
const otto = createPersona('o', toCard({ spec: 'chara_card_v3', spec_version: '3.0', data }));

test('greets one person by name and a group as one, by chance', () => {
  const scene = { random: () => 0, seed: '' };
  expect(greetingOf(otto, { ...scene, people: ['Ada'] })).toEqual({ text: 'Hello, Ada.', index: 0 });
  const last = { people: ['Ada'], random: () => 0.99, seed: '' };
  expect(greetingOf(otto, last)).toEqual({ text: 'Aye, Ada.', index: 2 });
  expect(greetingOf(otto, { ...last, people: ['Ada', 'Ben'] })).toEqual({ text: 'Silence!', index: 3 });
});

test('a persona without a greeting greets nobody', () => {
  const mute = createPersona(
    'm',
    toCard({ spec: 'chara_card_v2', spec_version: '2.0', data: { name: 'M' } }),
  );
  expect(greetingOf(mute, { people: ['Ada'], random: () => 0.5, seed: '' })).toBeUndefined();
});

test('a long greeting is said without stage directions and to the end of a sentence', () => {
  expect(spokenGreeting('*He looks up.* Hello there.\n\n*nods*')).toBe('Hello there.');
  const long = spokenGreeting('The sea is cold today. '.repeat(40));
  expect(long.length).toBeLessThanOrEqual(300);
  expect(long).toMatch(/today\.$/u);
  expect(spokenGreeting('word '.repeat(100))).toMatch(/word …$/u);
});
