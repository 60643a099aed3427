import type { Clause } from '#speaking';
import type { ClauseHearing } from './turn.ts';

/**
 * The part of a reply that its listeners heard, cut after the last word that was played whole.
 *
 * Where the voice told when it says each word, the cut is exact; where it did not, a clause's words are taken
 * to last in proportion to their letters. Of a clause that the voice had not finished the length is not known: it is
 * taken to be said as slowly as voices speak, so that nobody is taken to have heard more than was said.
 */
export function heardText(clauses: readonly Clause[], progress: readonly ClauseHearing[]): string {
  const heard: string[] = [];
  for (const clause of clauses) {
    const played = progress.find((entry) => entry.clauseIndex === clause.index);
    if (!played || played.playedMs === 0) continue;
    heard.push(heardPart(clause.text, played));
  }
  return heard.filter((text) => text !== '').join(' ');
}

function heardPart(text: string, played: ClauseHearing): string {
  const { playedMs, totalMs, isComplete = true, words = [] } = played;
  if (isComplete && playedMs >= totalMs) return text.trim();
  if (words.length === 0) {
    const lengthMs = isComplete ? totalMs : Math.max(totalMs, letterCount(text) * SLOWEST_LETTER_MS);
    return wordsInProportion(text, playedMs / lengthMs);
  }
  const last = words.findLast((word) => word.endMs <= playedMs);
  return text.slice(0, last?.sourceEnd ?? 0).trim();
}

/** Piper's voices need 50 to 80 ms for a letter. */
const SLOWEST_LETTER_MS = 100;

const letterCount = (text: string): number => text.replaceAll(/\s+/gu, '').length;

function wordsInProportion(text: string, share: number): string {
  const words = text.trim().split(/\s+/u);
  const letters = letterCount(text);
  const kept: string[] = [];
  let spoken = 0;
  for (const word of words) {
    spoken += word.length;
    if (spoken > letters * share) break;
    kept.push(word);
  }
  return kept.join(' ');
}
