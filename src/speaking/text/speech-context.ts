import type { Rule } from './edit.ts';
import type { SpeechLanguage } from './language.ts';
import type { LanguageWords } from './languages/language-words.ts';

/** Names for what Discord writes as ids. What has no name is left out when it is spoken. */
export interface MentionNames {
  readonly users?: ReadonlyMap<string, string>;
  readonly roles?: ReadonlyMap<string, string>;
  readonly channels?: ReadonlyMap<string, string>;
}

/** What the steps need to know beside the text. */
export interface SpeechContext {
  readonly language: SpeechLanguage;
  /** Absent for languages that have no table: their numbers and signs are left to espeak-ng. */
  readonly words: LanguageWords | undefined;
  readonly names: MentionNames;
  /** IANA name for Discord's times. */
  readonly timeZone: string;
  /** Unix time for Discord's relative times; without it they are spoken as dates. */
  readonly nowMs: (() => number) | undefined;
  /** Whether `*waves*` on its own is read or left out. */
  readonly actions: 'read' | 'drop';
  /** Whether `[[ ]]` holds phonemes that go to the voice as they are, or just words. */
  readonly phonemeBlocks: 'keep' | 'read';
}

/** One thing that is done to a text before it is spoken; built once, used for every text. */
export type TextStep = (context: SpeechContext) => readonly Rule[];
