import type { Clause } from '#speaking';
import type { ClauseProgress } from './ports.ts';

/**
 * The part of a reply that its listeners heard, cut after the last word that was played whole.
 *
 * The voice tells no word times, so a clause's words are taken to last in proportion to their letters.
 */
export function heardText(clauses: readonly Clause[], progress: readonly ClauseProgress[]): string {
  const heard: string[] = [];
  for (const clause of clauses) {
    const played = progress.find((entry) => entry.clauseIndex === clause.index);
    if (!played || played.totalMs === 0) continue;
    heard.push(heardWords(clause.text, played.playedMs / played.totalMs));
  }
  return heard.filter((text) => text !== '').join(' ');
}

function heardWords(text: string, share: number): string {
  const trimmed = text.trim();
  if (share >= 1) return trimmed;
  const words = trimmed.split(/\s+/u);
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
