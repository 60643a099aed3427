import { expect, test } from 'vitest';
import { consentSentence, isConsent } from './statement.ts';

test.each([
  ['en', 'I am Mira and I agree that this program learns my voice from my recordings'],
  ['en', 'I am Meera, and I agree that this programme learns my voice from my recordings.'],
  [
    'de',
    'Ich bin Mira und ich bin einverstanden, dass dieses Programm meine Stimme aus meinen Aufnahmen lernt.',
  ],
])('the sentence counts as it is heard (%s): %s', (_language, heard) => {
  expect(isConsent(heard, 'Mira')).toBe(true);
});

test.each([
  '',
  'I agree.',
  'I am Mira, and I do not want that this program hears my recordings at all.',
  'I am Benjamin Alexander, and I agree that this program learns my voice.',
])('another sentence does not: %s', (heard) => {
  expect(isConsent(heard, 'Mira')).toBe(false);
});

test('a language without a sentence of its own has the English one', () => {
  expect(consentSentence('Mira', 'fr')).toBe(consentSentence('Mira', 'en'));
});
