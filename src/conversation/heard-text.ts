import type { Clause } from '#speaking';
import type { ClauseHearing } from './turn.ts';

/**
 * The part of a reply that its listeners heard, cut after the last word that was played whole.
 *
 * Where the voice told when it says each word, the cut is exact; where it did not, a clause's words are taken
 * to last in proportion to their letters.
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
  if (words.length === 0) return wordsInProportion(text, playedMs / totalMs);
  const last = words.findLast((word) => word.endMs <= playedMs);
  return text.slice(0, last?.sourceEnd ?? 0).trim();
}

function wordsInProportion(text: string, share: number): string {
  const words = text.trim().split(/\s+/u);
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const kept: string[] = [];
  let spoken = 0;
  for (const word of words) {
    spoken += word.length;
    if (spoken > letters * share) break;
    kept.push(word);
  }
  return kept.join(' ');
}
