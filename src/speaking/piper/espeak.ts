import loadEspeak from '@echogarden/espeak-ng-emscripten';

import { AppError } from '#core';

/** espeak-ng for one of its voices. */
export interface Espeak {
  /** The IPA of each clause as espeak itself divides the text; its marks are not in it. */
  clauses(text: string): readonly string[];
}

const CLAUSE_SEPARATOR = ' | ';

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
    clauses(text) {
      const { ptr } = worker.convert_to_phonemes(withoutNul(text), true);
      try {
        const end = module.HEAPU8.indexOf(0, ptr);
        const phonemes = new TextDecoder().decode(module.HEAPU8.subarray(ptr, end));
        // The separator between phonemes is always on; Piper's phonemes have none.
        return phonemes.split(CLAUSE_SEPARATOR).map((clause) => clause.replaceAll('_', ''));
      } finally {
        module['_free'](ptr);
      }
    },
  };
}

/** A C string ends at its first NUL; half a surrogate pair has no UTF-8. */
function withoutNul(text: string): string {
  return text.toWellFormed().replaceAll('\0', ' ').replaceAll('\ufffd', ' ');
}
