import type { Decoded } from './decode-text.ts';
import type { SpecialTokens } from './special-tokens.ts';

/** Length of one step of Whisper's timestamps, in ms. */
export const STEP_MS = 20;

/** A stretch of tokens between two moments of a window. */
export interface TimedTokens {
  /** Text tokens only. */
  readonly tokens: readonly number[];
  /** Of each token. */
  readonly logProbabilities: readonly number[];
  /** In steps of 20 ms from the start of the window. */
  readonly startStep: number;
  readonly endStep: number;
}

/** A window's text in stretches, and where the next window begins. */
export interface CutWindow {
  readonly stretches: readonly TimedTokens[];
  /** In steps of 20 ms from the start of this window; above 0. */
  readonly nextStep: number;
}

/**
 * Cuts what was written for a window at its timestamps, after OpenAI's `transcribe.py`. Two timestamps side
 * by side end one stretch and begin the next; what follows the last such pair is unfinished and is heard
 * again from there. A single timestamp at the end says that the rest of the window is silent.
 *
 * @param windowSteps - how much sound the window held, in steps of 20 ms.
 */
export function cutAtTimestamps(
  { tokens, logProbabilities }: Pick<Decoded, 'tokens' | 'logProbabilities'>,
  { firstTimestamp, endOfText }: SpecialTokens,
  windowSteps: number,
): CutWindow {
  const isTime = (tokenId: number | undefined): tokenId is number =>
    tokenId !== undefined && tokenId >= firstTimestamp;
  // A model may place the end in the silence that fills up the window.
  const stepOf = (tokenId: number): number => Math.min(tokenId - firstTimestamp, windowSteps);
  const isText = (at: number): boolean => tokens[at]! < endOfText;
  const stretch = (from: number, to: number, startStep: number, endStep: number): TimedTokens => ({
    tokens: tokens.slice(from, to).filter((_tokenId, offset) => isText(from + offset)),
    logProbabilities: logProbabilities.slice(from, to).filter((_value, offset) => isText(from + offset)),
    startStep,
    endStep,
  });
  const endsInSilence = tokens.length >= 2 && isTime(tokens.at(-1)) && !isTime(tokens.at(-2));
  const cuts = tokens.flatMap((tokenId, at) =>
    at > 0 && isTime(tokenId) && isTime(tokens[at - 1]) ? [at] : [],
  );
  const last = tokens.findLast(isTime);
  if (cuts.length === 0) {
    const endStep = last === undefined || last === firstTimestamp ? windowSteps : stepOf(last);
    return { stretches: kept([stretch(0, tokens.length, 0, endStep)]), nextStep: windowSteps };
  }
  if (endsInSilence) cuts.push(tokens.length);
  const stretches = cuts.map((cut, index) => {
    const from = cuts[index - 1] ?? 0;
    return stretch(from, cut, stepOf(tokens[from]!), stepOf(tokens[cut - 1]!));
  });
  const spokenUntil = stepOf(tokens[cuts.at(-1)! - 1]!);
  const nextStep = endsInSilence || spokenUntil <= 0 ? windowSteps : spokenUntil;
  return { stretches: kept(stretches), nextStep };
}

/** Without those that hold no text or take no time. */
const kept = (stretches: readonly TimedTokens[]): readonly TimedTokens[] =>
  stretches.filter(({ tokens, startStep, endStep }) => tokens.length > 0 && endStep > startStep);
