import { readLanguage } from '../language.ts';
import { LANGUAGE_WORDS } from '../languages/index.ts';
import { applyRule, unedited } from '../mapped-text.ts';
import type { SpeechContext, TextStep } from '../speech-context.ts';

/** What a step on its own makes of a text, in a language and with what else it is told. */
export function applyStep(
  step: TextStep,
  text: string,
  language = 'en',
  told: Partial<SpeechContext> = {},
): string {
  const read = readLanguage(language);
  const context: SpeechContext = {
    language: read,
    words: LANGUAGE_WORDS.get(read.family),
    names: {},
    timeZone: 'UTC',
    nowMs: undefined,
    actions: 'read',
    phonemeBlocks: 'read',
    ...told,
  };
  return step(context).reduce(applyRule, unedited(text)).text;
}
