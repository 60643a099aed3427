import { AppError } from '#core';
import type { Utterance } from '../utterance.ts';
import { DEFAULT_GUARDS, type Guards } from './guards.ts';
import type { LanguageMemory } from './language-memory.ts';
import type { RecogniserFacts } from './load-recogniser.ts';
import type { ReadingOptions } from './recognise-window.ts';
import { seedOf } from './seeded-random.ts';
import type { WhisperTask } from './special-tokens.ts';
import { DEFAULT_TEMPERATURES, type LongReadingOptions } from './transcribe-long.ts';

/** How speech is read; fixed when the model is loaded. */
export interface ReadingSettings {
  /** ISO 639-1 code of what is spoken; found out for each utterance when absent. */
  readonly language?: string;
  /** Codes of the languages that come into question; all when absent. */
  readonly allowedLanguages?: readonly string[];
  /** `translate` writes English whatever is spoken. Default `transcribe`. */
  readonly task?: WhisperTask;
  /** Names and words that are likely to be said, most important first; about 50 tokens of them are used. */
  readonly promptTerms?: readonly string[];
  /** Overrides {@link DEFAULT_GUARDS} one by one. */
  readonly guards?: Partial<Guards>;
}

/** How one utterance is read; what is absent is as the model was set up. */
export interface TranscribeOptions {
  readonly language?: string;
  readonly promptTerms?: readonly string[];
  /** Tells when each word was said, where the model can. */
  readonly words?: boolean;
  /** Gives the tokens of the text too. */
  readonly tokens?: boolean;
  /**
   * Writes exactly so many tokens for each window and believes them, whatever they are: for measuring with
   * models whose weights mean nothing.
   */
  readonly exactTokens?: number;
}

/** How a long recording is read; what is absent is as the model was set up. */
export interface TranscribeLongOptions extends Pick<TranscribeOptions, 'language' | 'promptTerms' | 'words'> {
  readonly task?: WhisperTask;
  /** Tells each window what was said before. It keeps names alike, and loops alive. Default false. */
  readonly conditionOnPrevious?: boolean;
  /** Tried one after the other until a text is good. Default 0, 0.2 … 1, as Whisper itself does. */
  readonly temperatures?: readonly number[];
  /** The same seed gives the same text. Default 0. */
  readonly seed?: number;
  /** Called after each window with the time up to which all is read, in ms. */
  readonly onProgress?: (readMs: number) => void;
}

/**
 * Checks what a model is to be used for.
 *
 * @throws AppError `CONFIG_INVALID` for a language or a task that the model does not know.
 */
export function assertKnown(
  facts: Pick<RecogniserFacts, 'model' | 'languages' | 'tasks'>,
  settings: ReadingSettings,
): void {
  const { language, allowedLanguages = [], task } = settings;
  const { model, languages } = facts;
  const unknown = [...(language === undefined ? [] : [language]), ...allowedLanguages].filter(
    (code) => !languages.includes(code),
  );
  if (unknown.length > 0) {
    throw new AppError('CONFIG_INVALID', {
      message: `The Whisper model ${model} does not know the language "${unknown.join('", "')}".`,
      context: { model, language: unknown, languages },
    });
  }
  if (task === undefined || facts.tasks.includes(task)) return;
  throw new AppError('CONFIG_INVALID', {
    message: `The Whisper model ${model} cannot ${task}: use a model without ".en" in its name.`,
    context: { model, task },
  });
}

/** Puts together how an utterance is read: what it asks for, the settings, and what its speaker usually speaks. */
export function readingOptionsFor(
  utterance: Pick<Utterance, 'id' | 'userId'>,
  settings: ReadingSettings,
  memory: LanguageMemory,
  options: TranscribeOptions = {},
): ReadingOptions {
  const { allowedLanguages: allowed } = settings;
  const fixed = options.language ?? settings.language;
  return {
    language: {
      ...(fixed === undefined ? memory.recall(utterance.userId) : { fixed }),
      ...(allowed === undefined ? {} : { allowed }),
    },
    task: settings.task ?? 'transcribe',
    promptTerms: options.promptTerms ?? settings.promptTerms ?? [],
    guards: { ...DEFAULT_GUARDS, ...settings.guards },
    // The same utterance gives the same text, whenever it is read.
    seed: seedOf(utterance.id),
    words: options.words ?? false,
    ...(options.exactTokens === undefined ? {} : { exactTokens: options.exactTokens }),
  };
}

/** Puts together how a long recording is read. */
export function longReadingOptionsFor(
  settings: ReadingSettings,
  options: TranscribeLongOptions,
): LongReadingOptions {
  const { allowedLanguages: allowed } = settings;
  const fixed = options.language ?? settings.language;
  const { onProgress } = options;
  return {
    language: {
      ...(fixed === undefined ? {} : { fixed }),
      ...(allowed === undefined ? {} : { allowed }),
    },
    window: {
      task: options.task ?? settings.task ?? 'transcribe',
      promptTerms: options.promptTerms ?? settings.promptTerms ?? [],
      temperatures: options.temperatures ?? DEFAULT_TEMPERATURES,
      guards: { ...DEFAULT_GUARDS, ...settings.guards },
      seed: options.seed ?? 0,
      words: options.words ?? false,
    },
    conditionOnPrevious: options.conditionOnPrevious ?? false,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}
