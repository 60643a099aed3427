import { describe, expect, test } from 'vitest';
import { isAddressed, type SaidInCall } from './addressing.ts';

const options = { addressing: 'adaptive', followUpMs: 10_000, names: ['Mira'] } as const;
const said = (text: string, facts: Partial<SaidInCall> = {}): SaidInCall => ({
  text,
  startMs: 100_000,
  people: 3,
  botHeardMs: undefined,
  ...facts,
});

test('the only person in the call is always answered', () => {
  expect(isAddressed(said('How are you?', { people: 1 }), options)).toBe(true);
  expect(isAddressed(said('How are you?'), options)).toBe(false);
});

test('everybody is answered where the server wants it', () => {
  expect(isAddressed(said('How are you?'), { ...options, addressing: 'always' })).toBe(true);
});

test('who goes on talking soon after the bot is answered', () => {
  expect(isAddressed(said('And then?', { botHeardMs: 90_000 }), options)).toBe(true);
  expect(isAddressed(said('And then?', { botHeardMs: 89_999 }), options)).toBe(false);
  expect(isAddressed(said('And then?', { botHeardMs: 101_000 }), options)).toBe(true);
});

test('who was talking long before the bot fell silent does not follow it up', () => {
  expect(isAddressed(said('And then?', { botHeardMs: 101_001 }), options)).toBe(false);
});

describe('a name', () => {
  test.each([
    ['Mira, how are you?', true],
    ['mira how are you', true],
    ['Hey there, Mirá, tell me something.', true],
    ['What do you think, Mira?', true],
    ['Good evening, Mirra.', true],
    ['Mika, is it raining?', true],
    ['I told my sister that Mira is a nice bot to have around here.', false],
    ['Tell me more.', false],
    ['Look into the mirror.', false],
    ['I am here.', false],
    ['', false],
    ['…', false],
  ])('is heard in "%s": %s', (text, expected) => {
    expect(isAddressed(said(text), options)).toBe(expected);
  });

  test.each([
    ['Bartholomew', 'Bartolomeu, are you there?', true],
    ['Bartholomew', 'Bart, are you there?', false],
    ['Al', 'All, come here.', false],
    ['Al', 'Al, come here.', true],
    ['美羅', '美羅 おはよう', true],
    ['Old Otto', 'Otto, good evening.', true],
  ])('%s is looked for in "%s": %s', (name, text, expected) => {
    expect(isAddressed(said(text), { ...options, names: [name] })).toBe(expected);
  });
});

test.each([
  ['The weather is fine.', false],
  ['Tell me a story, Captain.', true],
  ['Nemo, where is the submarine?', true],
])('of a name with an article only its own words count: "%s": %s', (text, expected) => {
  expect(isAddressed(said(text), { ...options, names: ['The Captain Nemo'] })).toBe(expected);
});
