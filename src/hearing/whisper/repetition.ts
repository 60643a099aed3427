import { deflateSync } from 'node:zlib';

/** Longest repeated group that is looked for. */
const MAX_GROUP = 8;
const MIN_REPEATS = 6;
/** "No, no, no" and "ha ha ha ha" are speech; a loop goes on longer than people do. */
const MIN_LOOP_TOKENS = 10;

/** Says whether the tokens end in one group of up to 8 tokens over and over again. */
export function endsInLoop(tokens: readonly number[]): boolean {
  for (let group = 1; group <= MAX_GROUP; group += 1) {
    const length = group * Math.max(MIN_REPEATS, Math.ceil(MIN_LOOP_TOKENS / group));
    if (tokens.length < length) continue;
    const tail = tokens.slice(-length);
    if (tail.every((token, index) => token === tail[index % group])) return true;
  }
  return false;
}

/** UTF-8 length of a text over its deflated length, as Whisper measures repetition; 0 for no text. */
export function compressionRatio(text: string): number {
  return text === '' ? 0 : Buffer.byteLength(text) / deflateSync(text).length;
}
