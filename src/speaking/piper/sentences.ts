import { AppError } from '#core';

import type { Espeak } from './espeak.ts';
import { readLetters } from './letters.ts';
import { phonemesToIds } from './phoneme-ids.ts';
import { createPhonemizer, type PhonemeSentence } from './phonemize.ts';
import type { PiperVoice } from './voice.ts';
import type { PhonemeWord } from './word-positions.ts';

/** What the model is given at once. */
export interface SpeakablePart {
  readonly ids: readonly number[];
  /** A pause follows: the sentence is over. */
  readonly endsSentence: boolean;
  /** Silence that the voice itself wants after this part; nearly all voices want none. */
  readonly pauseMs: number;
  /** In the order of the text. Ids that belong to no word are marks, spaces and the frame around all. */
  readonly words: readonly SpokenWord[];
}

/** A word of the text and the ids that say it. */
export interface SpokenWord {
  /** As it stands in the text, with the marks that touch it. */
  readonly text: string;
  /** Where it stands in the text that was given, in UTF-16 units. */
  readonly textStart: number;
  readonly textEnd: number;
  /** The first id, and the one behind the last; the pads after its phonemes are within. */
  readonly idStart: number;
  readonly idEnd: number;
}

/** Divides plain text into what a voice reads at once. */
export type PartReader = (text: string) => readonly SpeakablePart[];

/** The model's memory grows with the square of this; a sentence of 25 words has about 150 phonemes. */
const MAX_PHONEMES = 400;

/**
 * Makes what divides plain text into sentences and those into what the voice reads. Parts without any sound
 * are left out. The reader throws an AppError `SYNTHESIS_FAILED` when the voice knows none of a part's sounds.
 */
export function createPartReader(voice: PiperVoice, espeak: Espeak | undefined): PartReader {
  const phonemize =
    espeak === undefined
      ? (text: string) => readLetters(text, (letter) => Object.hasOwn(voice.phonemeIds, letter))
      : createPhonemizer(espeak, voice);
  return (text) =>
    phonemize(text)
      .flatMap((sentence) => divide(sentence, voice.phonemePausesMs))
      .filter(({ phonemes }) => phonemes.some(isSound))
      .map((part) => speakable(voice, part));
}

function speakable(voice: PiperVoice, { phonemes, words, complete }: PhonemeSentence): SpeakablePart {
  const { ids, starts, unknown } = phonemesToIds(phonemes, voice.phonemeIds);
  const sounds = phonemes.filter(isSound);
  if (sounds.every((sound) => unknown.includes(sound))) {
    throw new AppError('SYNTHESIS_FAILED', {
      message: `The voice ${voice.name} knows none of the ${sounds.length} sounds of a sentence.`,
      retryable: false,
      context: { voice: voice.name, sounds: sounds.length },
    });
  }
  return {
    ids,
    endsSentence: complete,
    pauseMs: voice.phonemePausesMs[phonemes.at(-1) ?? ''] ?? 0,
    words: words.map(({ text, textStart, textEnd, start, end }) => ({
      text,
      textStart,
      textEnd,
      idStart: starts[start] as number,
      idEnd: starts[end] as number,
    })),
  };
}

/** Cuts behind each phoneme with a pause of its own, and what is too long. */
function divide(
  sentence: PhonemeSentence,
  pauses: PiperVoice['phonemePausesMs'],
): readonly PhonemeSentence[] {
  const { phonemes, words, complete } = sentence;
  const parts: PhonemeSentence[] = [];
  let word = 0;
  for (let from = 0; from < phonemes.length;) {
    const to = from + lengthOfPart(phonemes, from, pauses);
    const own: PhonemeWord[] = [];
    for (; word < words.length && (words[word] as PhonemeWord).start < to; word += 1) {
      const { start, end, ...text } = words[word] as PhonemeWord;
      own.push({ ...text, start: start - from, end: Math.min(end, to) - from });
    }
    const isLast = to === phonemes.length;
    parts.push({ phonemes: phonemes.slice(from, to), words: own, complete: isLast && complete });
    from = to;
  }
  return parts;
}

/** Up to a pause; of what is too long, up to its last mark, else its last space, else as much as goes. */
function lengthOfPart(
  phonemes: readonly string[],
  from: number,
  pauses: PiperVoice['phonemePausesMs'],
): number {
  const window = phonemes.slice(from, from + MAX_PHONEMES);
  const ownPause = window.findIndex((phoneme) => Object.hasOwn(pauses, phoneme));
  if (ownPause >= 0) return ownPause + 1;
  if (from + window.length === phonemes.length) return window.length;
  const pause = window.findLastIndex((phoneme, n) => phoneme === ' ' && /[,;:]/u.test(window[n - 1] ?? ''));
  const space = pause > 0 ? pause : window.lastIndexOf(' ');
  return space > 0 ? space + 1 : MAX_PHONEMES;
}

function isSound(phoneme: string): boolean {
  return /[\p{L}\p{N}]/u.test(phoneme);
}
