import { deflateSync } from 'node:zlib';

/** Longest repeated group that is looked for. */
const MAX_GROUP = 8;
const MIN_REPEATS = 6;
/** "No, no, no" and "ha ha ha ha" are speech; a loop goes on longer than people do. */
const MIN_LOOP_TOKENS = 10;

/** A short text that says the same all over is doubted from this many times on… */
const DOUBTED_REPEATS = 3;
const DOUBTED_GROUP = 4;
/** …unless the model was sure of it. */
const SURE_LOG_PROBABILITY = -0.5;

const repeats = (tokens: readonly number[], group: number): boolean =>
  tokens.every((token, index) => token === tokens[index % group]);

/** Length of the group that the tokens repeat at their end, up to 8 tokens; 0 when they run in no circle. */
function loopLength(tokens: readonly number[]): number {
  for (let group = 1; group <= MAX_GROUP; group += 1) {
    const length = group * Math.max(MIN_REPEATS, Math.ceil(MIN_LOOP_TOKENS / group));
    if (tokens.length >= length && repeats(tokens.slice(-length), group)) return group;
  }
  return 0;
}

/** Says whether the tokens end in one group of up to 8 tokens over and over again. */
export const endsInLoop = (tokens: readonly number[]): boolean => loopLength(tokens) > 0;

/** The tokens with one round of the loop that they end in. */
export function withoutLoop(tokens: readonly number[]): readonly number[] {
  const group = loopLength(tokens);
  if (group === 0) return tokens;
  let end = tokens.length;
  while (end > group && tokens[end - 1] === tokens[end - 1 - group]) end -= 1;
  return tokens.slice(0, end);
}

/**
 * Says whether a text is nothing but one group of up to 4 tokens, said three times or more, and the model
 * was not sure of it.
 */
export function isOnlyRepetition(tokens: readonly number[], averageLogProbability: number): boolean {
  if (averageLogProbability >= SURE_LOG_PROBABILITY) return false;
  for (let group = 1; group <= DOUBTED_GROUP; group += 1) {
    if (tokens.length >= group * DOUBTED_REPEATS && repeats(tokens, group)) return true;
  }
  return false;
}

/** UTF-8 length of a text over its deflated length, as Whisper measures repetition; 0 for no text. */
export function compressionRatio(text: string): number {
  return text === '' ? 0 : Buffer.byteLength(text) / deflateSync(text).length;
}
