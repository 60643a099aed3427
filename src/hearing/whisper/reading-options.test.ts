import { describe, expect, it } from 'vitest';
import { DEFAULT_GUARDS } from './guards.ts';
import { createLanguageMemory } from './language-memory.ts';
import { assertKnown, longReadingOptionsFor, readingOptionsFor } from './reading-options.ts';
import { DEFAULT_TEMPERATURES } from './transcribe-long.ts';

const facts = { model: 'small', languages: ['en', 'de'], tasks: ['transcribe', 'translate'] } as const;
const utterance = { id: 'u1', userId: 'ada' };

describe('what a model is asked for', () => {
  it('is known to it', () => {
    expect(() =>
      assertKnown(facts, { language: 'de', allowedLanguages: ['en', 'de'], task: 'translate' }),
    ).not.toThrow();
    expect(() => assertKnown(facts, {})).not.toThrow();
  });

  it.each([
    ['a language', { language: 'tlh' }, 'tlh'],
    ['an allowed language', { allowedLanguages: ['en', 'xx'] }, 'xx'],
  ])('is refused otherwise: %s', (_name, settings, named) => {
    expect(() => assertKnown(facts, settings)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(named) }),
    );
  });

  it('is no translation from a model that knows English only', () => {
    const english = { ...facts, languages: ['en'], tasks: ['transcribe'] } as const;
    expect(() => assertKnown(english, { task: 'translate' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});

const seedOf = (id: string): number =>
  readingOptionsFor({ ...utterance, id }, {}, createLanguageMemory()).seed;

describe('how an utterance is read', () => {
  it('follows the settings, and the guards one by one', () => {
    const settings = {
      allowedLanguages: ['en', 'de'],
      promptTerms: ['Mira'],
      guards: { lowLogProbability: -2 },
    };
    expect(readingOptionsFor(utterance, settings, createLanguageMemory())).toMatchObject({
      language: { allowed: ['en', 'de'] },
      task: 'transcribe',
      promptTerms: ['Mira'],
      guards: { ...DEFAULT_GUARDS, lowLogProbability: -2 },
      words: false,
    });
  });

  it('follows what the utterance asks for before the settings', () => {
    const settings = { language: 'en', promptTerms: ['Mira'], task: 'translate' } as const;
    const options = { language: 'de', promptTerms: ['Kyrn'], words: true, exactTokens: 9 };
    expect(readingOptionsFor(utterance, settings, createLanguageMemory(), options)).toMatchObject({
      language: { fixed: 'de' },
      task: 'translate',
      promptTerms: ['Kyrn'],
      words: true,
      exactTokens: 9,
    });
  });

  it('remembers what its speaker speaks, unless the language is fixed', () => {
    const memory = createLanguageMemory();
    const heard = { language: 'de', detected: 'de', languageProbability: 1, detectedProbability: 1 };
    memory.learn('ada', heard, 3000);
    expect(readingOptionsFor(utterance, {}, memory).language).toEqual({ usual: 'de' });
    expect(readingOptionsFor({ ...utterance, userId: 'bob' }, {}, memory).language).toEqual({});
    expect(readingOptionsFor(utterance, { language: 'en' }, memory).language).toEqual({ fixed: 'en' });
  });

  it('draws the same for the same utterance, and another for another', () => {
    expect(seedOf('u1')).toBe(seedOf('u1'));
    expect(seedOf('u2')).not.toBe(seedOf('u1'));
  });
});

it('a long recording is read with rising temperatures, and on its own, unless asked otherwise', () => {
  expect(longReadingOptionsFor({ language: 'de' }, {})).toEqual({
    language: { fixed: 'de' },
    window: {
      task: 'transcribe',
      promptTerms: [],
      temperatures: DEFAULT_TEMPERATURES,
      guards: DEFAULT_GUARDS,
      seed: 0,
      words: false,
    },
    conditionOnPrevious: false,
  });
  const asked = { task: 'translate', language: 'en', temperatures: [0], conditionOnPrevious: true } as const;
  expect(longReadingOptionsFor({ language: 'de' }, asked)).toMatchObject({
    language: { fixed: 'en' },
    window: { task: 'translate', temperatures: [0] },
    conditionOnPrevious: true,
  });
});
