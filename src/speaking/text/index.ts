export type { MentionNames } from './speech-context.ts';
export {
  createTextNormalizer,
  type SpokenText,
  type TextNormalizer,
  type TextNormalizerOptions,
} from './text-normalizer.ts';
