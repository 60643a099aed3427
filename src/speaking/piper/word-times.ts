import type { SpeakablePart } from './sentences.ts';

/** When a word is said. */
export interface TimedWord {
  readonly text: string;
  /** Where the word ends in the text that was spoken, in UTF-16 units. */
  readonly textEnd: number;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * When each word of a sentence is said.
 *
 * @param idSamples - how many samples the voice gives to each of the sentence's ids.
 * @param startSample - where the sentence begins, in samples of the voice.
 */
export function wordTimes(
  words: SpeakablePart['words'],
  idSamples: ArrayLike<number>,
  startSample: number,
  sampleRateHz: number,
): readonly TimedWord[] {
  const starts = [startSample];
  for (let id = 0; id < idSamples.length; id += 1) starts.push((starts[id] as number) + (idSamples[id] ?? 0));
  const atMs = (id: number): number =>
    ((starts[Math.min(id, idSamples.length)] as number) / sampleRateHz) * 1000;
  return words.map(({ text, textEnd, idStart, idEnd }) => ({
    text,
    textEnd,
    startMs: atMs(idStart),
    endMs: atMs(idEnd),
  }));
}
