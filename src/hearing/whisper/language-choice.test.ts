import { describe, expect, it } from 'vitest';
import { chooseLanguage, expectedLanguage, type LanguageRequest } from './language-choice.ts';

const languages = new Map([
  ['en', 1],
  ['de', 2],
  ['fr', 3],
]);

/** Numbers whose softmax gives English, German and French these shares. */
const heard = (en: number, de: number, fr: number): Float32Array =>
  Float32Array.from([20, Math.log(en), Math.log(de), Math.log(fr)]);

const choose = (logits: Float32Array, request: LanguageRequest, voicedMs = 1000): unknown =>
  chooseLanguage(logits, languages, request, voicedMs);

describe('the language', () => {
  it('is the likeliest when nothing is known', () => {
    expect(choose(heard(0.2, 0.5, 0.3), {})).toMatchObject({ language: 'de', detected: 'de' });
  });

  it('is one of the allowed ones, with its share among them', () => {
    const choice = chooseLanguage(heard(0.1, 0.6, 0.3), languages, { allowed: ['en', 'fr'] }, 1000);
    expect(choice).toMatchObject({ language: 'fr', detected: 'fr' });
    expect(choice.languageProbability).toBeCloseTo(0.75, 5);
  });

  it('is the fixed one, even when it is not among the allowed ones', () => {
    const choice = chooseLanguage(heard(0.05, 0.9, 0.05), languages, { fixed: 'en', allowed: ['de'] }, 9000);
    expect(choice).toMatchObject({ language: 'en', detected: 'de' });
    expect(choice.languageProbability).toBeCloseTo(0.05, 5);
  });

  it.each([
    ['short speech', 0.95, 1000, undefined, 'en'],
    ['longer speech, unsure', 0.7, 5000, undefined, 'en'],
    ['longer speech, sure', 0.95, 2600, undefined, 'de'],
    ['short speech after more of it', 0.95, 1000, { language: 'de', voicedMs: 1500 }, 'de'],
    ['short speech after more of another', 0.95, 1000, { language: 'fr', voicedMs: 1500 }, 'en'],
  ])('of a person stays in %s', (_name, share, voicedMs, rival, language) => {
    const rest = (1 - share) / 2;
    const request = { usual: 'en', ...(rival === undefined ? {} : { rival }) };
    expect(choose(heard(rest, share, rest), request, voicedMs)).toMatchObject({ language, detected: 'de' });
  });

  it('of a person is forgotten when it is not allowed any more', () => {
    const request = { usual: 'en', allowed: ['de', 'fr'] };
    expect(choose(heard(0.9, 0.03, 0.07), request)).toMatchObject({ language: 'fr' });
  });
});

it('is expected when it is fixed, usual, or the only one', () => {
  expect(expectedLanguage(languages, {})).toBeUndefined();
  expect(expectedLanguage(languages, { fixed: 'fr', usual: 'de' })).toBe('fr');
  expect(expectedLanguage(languages, { usual: 'de' })).toBe('de');
  expect(expectedLanguage(languages, { usual: 'de', allowed: ['en', 'fr'] })).toBeUndefined();
  expect(expectedLanguage(languages, { allowed: ['fr'] })).toBe('fr');
  expect(expectedLanguage(new Map(), {})).toBe('en');
});
