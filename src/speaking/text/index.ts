export { LANGUAGE_WORDS } from './languages/index.ts';
export type { LanguageWords } from './languages/language-words.ts';
export { readLanguage } from './language.ts';
export type { MentionNames } from './speech-context.ts';
export {
  createTextNormalizer,
  type SpokenText,
  type TextNormalizer,
  type TextNormalizerOptions,
} from './text-normalizer.ts';
export { startsSentence } from './sentence-starters.ts';
