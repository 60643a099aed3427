import type { PiperVoice } from './voice.ts';

/** What a sentence looks like to the model. */
export interface SentenceIds {
  /** `^ _`, each phoneme's ids followed by `_`, then `$`. */
  readonly ids: readonly number[];
  /** Where the ids of each phoneme begin, and where those of the last one end. */
  readonly starts: readonly number[];
  /** Phonemes that the voice has no id for; they are left out, as Piper does. */
  readonly unknown: readonly string[];
}

const PAD = '_';
const BEGIN = '^';
const END = '$';

/** Translates phonemes to the numbers that the voice was trained with, laid out as Piper lays them out. */
export function phonemesToIds(phonemes: readonly string[], idMap: PiperVoice['phonemeIds']): SentenceIds {
  const pad = idMap[PAD] ?? [];
  const unknown: string[] = [];
  const starts: number[] = [];
  const ids = [...(idMap[BEGIN] ?? []), ...pad];
  for (const phoneme of phonemes) {
    starts.push(ids.length);
    const found = idMap[phoneme];
    if (found === undefined) unknown.push(phoneme);
    else ids.push(...found, ...pad);
  }
  starts.push(ids.length);
  ids.push(...(idMap[END] ?? []));
  return { ids, starts, unknown };
}
