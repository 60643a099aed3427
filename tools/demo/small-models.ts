import { fileURLToPath } from 'node:url';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The repository's root. */
export const ROOT = inRepository('.');
/** The bot's entry. */
export const BOT_ENTRY = inRepository('src/main.ts');
/** Settings that let a bot hear and speak with the small models. */
export const SMALL_MODELS = {
  WHISPER_MODEL: inRepository('loopback/models/whisper-everyday'),
  PIPER_MODEL_PATH: inRepository('loopback/models/en_US-everyday-low.onnx'),
} as const;
