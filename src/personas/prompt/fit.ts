/** A text, made to fit. */
export interface FittedText {
  readonly text: string;
  readonly tokens: number;
  readonly wasCut: boolean;
}

/** Counts the tokens of a text as the model does. */
export type CountTokens = (text: string) => number;

/** Ends of sentences and lines. */
const PIECES = /[^.!?…。\n]*(?:[.!?…。]+["'”’)]*\s*|\n+|$)/gu;

/** As many whole sentences from the front as fit. */
export function fitText(text: string, maxTokens: number, count: CountTokens): FittedText {
  const tokens = text === '' ? 0 : count(text);
  if (tokens <= maxTokens) return { text, tokens, wasCut: false };
  let kept = '';
  let used = 0;
  for (const [piece] of text.matchAll(PIECES)) {
    const cost = piece === '' ? 0 : count(piece);
    if (used + cost > maxTokens) break;
    kept += piece;
    used += cost;
  }
  return { text: kept.trimEnd(), tokens: used, wasCut: true };
}

/** As many of the parts as fit, in their order; those after the first that does not fit are left out. */
export function fitParts(
  parts: readonly string[],
  maxTokens: number,
  count: CountTokens,
): { readonly parts: readonly string[]; readonly wasCut: boolean } {
  let left = maxTokens;
  const kept: string[] = [];
  for (const part of parts) {
    left -= count(part);
    if (left < 0) return { parts: kept, wasCut: true };
    kept.push(part);
  }
  return { parts: kept, wasCut: false };
}
