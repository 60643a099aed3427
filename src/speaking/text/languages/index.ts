import { GERMAN_WORDS } from './de.ts';
import { ENGLISH_WORDS } from './en.ts';
import { SPANISH_WORDS } from './es.ts';
import { FRENCH_WORDS } from './fr.ts';
import { ITALIAN_WORDS } from './it.ts';
import type { LanguageWords } from './language-words.ts';
import { DUTCH_WORDS } from './nl.ts';
import { POLISH_WORDS } from './pl.ts';
import { PORTUGUESE_WORDS } from './pt.ts';
import { RUSSIAN_WORDS } from './ru.ts';

/** By language family. */
export const LANGUAGE_WORDS: ReadonlyMap<string, LanguageWords> = new Map(
  Object.entries({
    de: GERMAN_WORDS,
    en: ENGLISH_WORDS,
    es: SPANISH_WORDS,
    fr: FRENCH_WORDS,
    it: ITALIAN_WORDS,
    nl: DUTCH_WORDS,
    pl: POLISH_WORDS,
    pt: PORTUGUESE_WORDS,
    ru: RUSSIAN_WORDS,
  }),
);
