import { AppError } from '#core';

import type { Espeak } from './espeak.ts';
import { phonemesToIds } from './phoneme-ids.ts';
import { createPhonemizer, type PhonemeSentence } from './phonemize.ts';
import type { PiperVoice } from './voice.ts';

/** What the model is given at once. */
export interface SpeakablePart {
  readonly ids: readonly number[];
  /** A pause follows: the sentence is over. */
  readonly endsSentence: boolean;
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
  const phonemize = espeak === undefined ? readLetters : createPhonemizer(espeak, voice.vowelClusters);
  return (text) =>
    phonemize(text)
      .flatMap(divide)
      .filter(({ phonemes }) => phonemes.some(isSound))
      .map((part) => speakable(voice, part));
}

/** One call of {@link createPartReader}'s result. */
export function speakableParts(
  voice: PiperVoice,
  espeak: Espeak | undefined,
  text: string,
): readonly SpeakablePart[] {
  return createPartReader(voice, espeak)(text);
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
    words: words.map(({ text, textStart, textEnd, start, end }) => ({
      text,
      textStart,
      textEnd,
      idStart: starts[start] as number,
      idEnd: starts[end] as number,
    })),
  };
}

/** Voices that read letters: each is a phoneme, and the whole text one sentence, as in Piper. */
function readLetters(text: string): readonly PhonemeSentence[] {
  const phonemes: string[] = [];
  const words = [];
  let at = 0;
  const add = (piece: string): void => {
    phonemes.push(...Array.from(piece.normalize('NFD')));
    at += piece.length;
  };
  for (const token of text.matchAll(/\S+/gu)) {
    add(text.slice(at, token.index));
    const start = phonemes.length;
    const textStart = at;
    add(token[0]);
    words.push({ text: token[0], textStart, textEnd: at, start, end: phonemes.length });
  }
  add(text.slice(at));
  return [{ phonemes, words, complete: true }];
}

/** Cuts what is too long at its last mark, else its last space, else anywhere. */
function divide({ phonemes, words, complete }: PhonemeSentence): readonly PhonemeSentence[] {
  const parts: PhonemeSentence[] = [];
  let from = 0;
  const cutAt = (to: number, isLast: boolean): void => {
    parts.push({
      phonemes: phonemes.slice(from, to),
      words: words
        .filter(({ start }) => start >= from && start < to)
        .map((word) => ({ ...word, start: word.start - from, end: Math.min(word.end, to) - from })),
      complete: isLast && complete,
    });
    from = to;
  };
  while (phonemes.length - from > MAX_PHONEMES) cutAt(from + lengthOfPart(phonemes, from), false);
  cutAt(phonemes.length, true);
  return parts;
}

function lengthOfPart(phonemes: readonly string[], from: number): number {
  const window = phonemes.slice(from, from + MAX_PHONEMES);
  const pause = window.findLastIndex((phoneme, n) => phoneme === ' ' && /[,;:]/u.test(window[n - 1] ?? ''));
  const space = pause > 0 ? pause : window.lastIndexOf(' ');
  return space > 0 ? space + 1 : MAX_PHONEMES;
}

function isSound(phoneme: string): boolean {
  return /[\p{L}\p{N}]/u.test(phoneme);
}
