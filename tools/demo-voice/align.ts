import type { Espeak, SpokenText } from './espeak.ts';

/** A sentence whose symbols are matched with its sound. */
export interface AlignedSentence {
  /** IPA code points (NFD), spaces and clause marks, as a Piper voice is given them. */
  readonly symbols: readonly string[];
  /** Where each symbol starts, in ms from the beginning of the sound. */
  readonly starts: readonly number[];
  readonly endMs: number;
  readonly spoken: SpokenText;
}

const STRESS_MARKS = new Set(['ˈ', 'ˌ']);
const MARK_PATTERN = /[,;:.?!]/gu;

/**
 * Matches the code points of a sentence with the sound that espeak-ng makes of it. What is not heard (stress marks,
 * spaces) gets no time of its own, the code points of one phoneme share its time equally, and a mark gets the pause
 * behind it. Undefined when clauses, marks and phonemes do not match one to one.
 */
export function alignSentence(espeak: Espeak, text: string): AlignedSentence | undefined {
  const marks = text.match(MARK_PATTERN) ?? [];
  const clauses = espeak.clauses(text);
  if (clauses.length !== marks.length || clauses.some((clause) => clause.includes('('))) return undefined;
  const spoken = espeak.speak(text);
  const endMs = (spoken.samples.length / spoken.sampleRateHz) * 1000;
  const events = spoken.phonemes.map((phoneme, index) => ({
    ...phoneme,
    endMs: spoken.phonemes[index + 1]?.startMs ?? endMs,
  }));
  const symbols: string[] = [];
  const starts: number[] = [];
  let cursor = 0;
  const put = (symbol: string, startMs = events[cursor]?.startMs ?? endMs): void => {
    symbols.push(symbol);
    starts.push(startMs);
  };
  const skipPauses = (): void => {
    while (events[cursor]?.ipa === '') cursor += 1;
  };
  for (const [clauseIndex, clause] of clauses.entries()) {
    for (const [wordIndex, word] of clause.split(' ').entries()) {
      if (wordIndex > 0) put(' ');
      for (const phoneme of word.split('_').filter((part) => part !== '')) {
        skipPauses();
        const event = events[cursor];
        if (event?.ipa !== phoneme) return undefined;
        const points = Array.from(phoneme.normalize('NFD'));
        const shareMs =
          (event.endMs - event.startMs) / points.filter((point) => !STRESS_MARKS.has(point)).length;
        let startMs = event.startMs;
        for (const point of points) {
          put(point, startMs);
          if (!STRESS_MARKS.has(point)) startMs += shareMs;
        }
        cursor += 1;
      }
    }
    put(marks[clauseIndex] ?? '');
    skipPauses();
    if (clauseIndex < clauses.length - 1) put(' ');
  }
  return cursor === events.length ? { symbols, starts, endMs, spoken } : undefined;
}
