import loadEspeak from '@echogarden/espeak-ng-emscripten';

import { AppError } from '#core';

/** espeak-ng for one of its voices. */
export interface Espeak {
  /** espeak-ng's name of the voice, such as `en-us`. */
  readonly voice: string;
  /** The IPA of each clause as espeak itself divides the text; its marks are not in it. */
  clauses(text: string): readonly string[];
}

const CLAUSE_SEPARATOR = ' | ';
const decoder = new TextDecoder();

/**
 * Loads espeak-ng into this thread: about 40 MB of memory, and one voice for its whole life, because the
 * voice is global to the library.
 *
 * @throws AppError `VOICE_CONFIG_INVALID` when espeak-ng has no voice of that name.
 */
export async function createEspeak(voice: string): Promise<Espeak> {
  const module = await loadEspeak();
  const worker = new module.eSpeakNGWorker();
  if (worker.set_voice(voice) !== 0) {
    throw new AppError('VOICE_CONFIG_INVALID', {
      message: `espeak-ng has no voice "${voice}", which the field espeak.voice names.`,
      context: { field: 'espeak.voice', voice },
    });
  }
  return {
    voice,
    clauses(text) {
      const { ptr } = worker.convert_to_phonemes(endedText(readableText(text)), true);
      try {
        const end = module.HEAPU8.indexOf(0, ptr);
        const phonemes = decoder.decode(module.HEAPU8.subarray(ptr, end));
        // The separator between phonemes is always on; Piper's phonemes have none.
        return phonemes.split(CLAUSE_SEPARATOR).map((clause) => clause.replaceAll('_', ''));
      } finally {
        module['_free'](ptr);
      }
    },
  };
}

/**
 * Puts a space for what espeak-ng cannot take: a string of C ends at its first NUL, other control characters
 * are commands to it, and half a surrogate pair has no UTF-8. No position changes.
 */
export function readableText(text: string): string {
  return text.toWellFormed().replaceAll(UNREADABLE, ' ');
}

/** Of two dots at the end espeak-ng keeps one for the next text: ". Hello" is "dot hello". */
function endedText(text: string): string {
  return text.endsWith('..') ? `${text} ` : text;
}

// eslint-disable-next-line no-control-regex
const UNREADABLE = /[\0-\u0008\u000e-\u001f\u007f\ufffd]/gu;
