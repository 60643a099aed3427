import { indexOfMax, logSumExp, mask } from './logits.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a decoder may say next. */
export interface DecodingRules {
  readonly vocabulary: Vocabulary;
  /** Whether the text tells when its segments begin and end. */
  readonly timestamps: boolean;
}

const maskRange = (logits: Float32Array, from: number, to: number): void => {
  logits.fill(-Infinity, Math.max(0, from), Math.max(0, to));
};

/**
 * Whisper's order of time: timestamps come in pairs but at the beginning, never run backwards, no segment
 * is empty, the text begins with a timestamp, and when time is likelier than any word, time it is.
 */
function applyTimestampRules(
  logits: Float32Array,
  tokens: readonly number[],
  { special, maxInitialTimestamp }: Vocabulary,
): void {
  const { firstTimestamp, endOfText, noTimestamps } = special;
  const isTimestamp = (tokenId: number | undefined): boolean =>
    tokenId !== undefined && tokenId >= firstTimestamp;
  mask(logits, [noTimestamps]);
  const lastIsTime = isTimestamp(tokens.at(-1));
  const pairIsWhole = tokens.length < 2 || isTimestamp(tokens.at(-2));
  if (lastIsTime && pairIsWhole) maskRange(logits, firstTimestamp, logits.length);
  else if (lastIsTime) maskRange(logits, 0, endOfText);
  const latest = tokens.findLast(isTimestamp);
  if (latest !== undefined) {
    maskRange(logits, firstTimestamp, lastIsTime && !pairIsWhole ? latest : latest + 1);
  }
  if (tokens.length === 0) {
    maskRange(logits, 0, firstTimestamp);
    maskRange(logits, firstTimestamp + maxInitialTimestamp + 1, logits.length);
    return;
  }
  const time = logSumExp(logits, firstTimestamp);
  if (time === -Infinity) return;
  const text = logits.subarray(0, firstTimestamp);
  const likeliestText = text.every((value) => value === -Infinity) ? -Infinity : text[indexOfMax(text)]!;
  if (time > likeliestText) maskRange(logits, 0, firstTimestamp);
}

/**
 * Makes impossible what may not come next, after OpenAI's `decoding.py` and in its order: no empty beginning,
 * nothing that is not spoken, the order of time. Changes `logits`.
 *
 * @param tokens - what was written so far, the prompt not included.
 */
export function applyRules(
  logits: Float32Array,
  tokens: readonly number[],
  { vocabulary, timestamps }: DecodingRules,
): void {
  if (tokens.length === 0) mask(logits, vocabulary.suppressedFirst);
  mask(logits, vocabulary.suppressed);
  if (timestamps) applyTimestampRules(logits, tokens, vocabulary);
}
