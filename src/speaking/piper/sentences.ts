import { AppError } from '#core';

import type { Espeak } from './espeak.ts';
import { phonemesToIds } from './phoneme-ids.ts';
import { phonemize, type PhonemeSentence } from './phonemize.ts';
import type { PiperVoice } from './voice.ts';

/** What the model is given at once. */
export interface SpeakablePart {
  readonly ids: readonly number[];
  /** A pause follows: the sentence is over. */
  readonly endsSentence: boolean;
}

/** The model's memory grows with the square of this; a sentence of 25 words has about 150 phonemes. */
const MAX_PHONEMES = 400;

/**
 * Divides plain text into sentences and those into what the voice reads. Parts without any sound are left
 * out.
 *
 * @throws AppError `SYNTHESIS_FAILED` when the voice knows none of a part's sounds.
 */
export function speakableParts(
  voice: PiperVoice,
  espeak: Espeak | undefined,
  text: string,
): readonly SpeakablePart[] {
  const sentences: readonly PhonemeSentence[] =
    espeak === undefined
      ? [{ phonemes: Array.from(text.normalize('NFD')), complete: true }]
      : phonemize(espeak, text, voice.vowelClusters);
  return sentences
    .flatMap(divide)
    .filter(({ phonemes }) => phonemes.some(isSound))
    .map(({ phonemes, complete }) => {
      const { ids, unknown } = phonemesToIds(phonemes, voice.phonemeIds);
      const sounds = phonemes.filter(isSound);
      if (sounds.every((sound) => unknown.includes(sound))) {
        throw new AppError('SYNTHESIS_FAILED', {
          message: `The voice ${voice.name} knows none of the ${sounds.length} sounds of a sentence.`,
          retryable: false,
          context: { voice: voice.name, sounds: sounds.length },
        });
      }
      return { ids, endsSentence: complete };
    });
}

/** Cuts what is too long at its last mark, else its last space, else anywhere. */
function divide({ phonemes, complete }: PhonemeSentence): readonly PhonemeSentence[] {
  const parts: PhonemeSentence[] = [];
  let rest = phonemes;
  while (rest.length > MAX_PHONEMES) {
    const window = rest.slice(0, MAX_PHONEMES);
    const pause = window.findLastIndex((phoneme, n) => phoneme === ' ' && /[,;:]/u.test(window[n - 1] ?? ''));
    const space = pause > 0 ? pause : window.lastIndexOf(' ');
    const cut = space > 0 ? space + 1 : MAX_PHONEMES;
    parts.push({ phonemes: rest.slice(0, cut), complete: false });
    rest = rest.slice(cut);
  }
  return [...parts, { phonemes: rest, complete }];
}

function isSound(phoneme: string): boolean {
  return /[\p{L}\p{N}]/u.test(phoneme);
}
