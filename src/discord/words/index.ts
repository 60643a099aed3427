import { commandTexts as german } from './de/command-texts.ts';
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import type { CommandTexts, Words } from './words.ts';

export type { CommandTexts, Words } from './words.ts';

/** Every language that is complete, by the first part of Discord's locale. */
export const languages = { en, de } as const satisfies Record<string, Words>;

/** Texts of commands in every language but English, in which the commands themselves are written. */
export const commandTexts: Readonly<Record<string, CommandTexts>> = { de: german };

/** The words for a locale of Discord, such as `de` or `en-GB`; English where the language is missing. */
export function wordsFor(locale: string): Words {
  const [language = ''] = locale.split('-');
  return Object.entries(languages).find(([name]) => name === language)?.[1] ?? en;
}
