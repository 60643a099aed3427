import type { Decoded } from './decode-text.ts';
import type { Guards } from './guards.ts';
import { isPhantom } from './phantom-sentences.ts';
import { echoesPrompt } from './prompt-bias.ts';
import { compressionRatio, isOnlyRepetition } from './repetition.ts';

/** What is to be made of a text. */
export type Verdict =
  | 'accept'
  /** Nothing was said; the text is an invention. */
  | 'nothing-said'
  /** Something may have been said, and this is not surely it. */
  | 'doubtful';

/** Why a text is not accepted. */
export type Doubt =
  | 'silence'
  | 'phantom'
  | 'limit'
  | 'loop'
  | 'compression'
  | 'repetition'
  | 'low-probability'
  | 'prompt-echo';

/** A text and what is known about its sound. */
export interface Evidence {
  readonly text: string;
  readonly voicedMs: number;
  /** The words before the text; empty without any. */
  readonly promptText: string;
}

/** A verdict with its reason and the figure that it was made from. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly doubt: Doubt | undefined;
  readonly compressionRatio: number;
}

/** The first thing that speaks against a text as it stands. */
function findDoubt(decoded: Decoded, evidence: Evidence, ratio: number, guards: Guards): Doubt | undefined {
  const { averageLogProbability, stop, tokens } = decoded;
  const { text, voicedMs, promptText } = evidence;
  if (stop === 'limit' || stop === 'loop') return stop;
  if (ratio > guards.highCompressionRatio) return 'compression';
  if (echoesPrompt(text, promptText, { averageLogProbability, voicedMs })) return 'prompt-echo';
  if (isOnlyRepetition(tokens, averageLogProbability)) return 'repetition';
  return averageLogProbability < guards.lowLogProbability ? 'low-probability' : undefined;
}

/**
 * Judges a text: Whisper invents some when it hears noise ("Thank you."), and repeats itself when it loses
 * the thread.
 */
export function judge(decoded: Decoded, evidence: Evidence, guards: Guards): Judgement {
  const { averageLogProbability, noSpeechProbability, wantedNoText, stop, language } = decoded;
  const { text, voicedMs } = evidence;
  const ratio = compressionRatio(text);
  const doubt = findDoubt(decoded, evidence, ratio, guards);
  const nothingSaid = (why: Doubt): Judgement => ({
    verdict: 'nothing-said',
    doubt: why,
    compressionRatio: ratio,
  });
  const hearsNoSpeech = noSpeechProbability > guards.noSpeechProbability;
  if (
    stop === 'silence' ||
    isSilence(noSpeechProbability, voicedMs, guards) ||
    (hearsNoSpeech && (doubt !== undefined || wantedNoText))
  ) {
    return nothingSaid('silence');
  }
  if (isPhantom(text, language, { voicedMs, averageLogProbability })) return nothingSaid('phantom');
  return { verdict: doubt === undefined ? 'accept' : 'doubtful', doubt, compressionRatio: ratio };
}

/** Says before anything is written that there is nothing to write. */
export const isSilence = (noSpeechProbability: number, voicedMs: number, guards: Guards): boolean =>
  noSpeechProbability > guards.surelyNoSpeechProbability && voicedMs < guards.briefVoiceMs;
