import type { TranscriptConfidence } from '#hearing';
import type { TextDoubt } from './training-text.ts';

/** What becomes of a clip: taken, shown to a person first, or left out. */
export type Verdict = 'accepted' | 'review' | 'rejected';

/** Why a clip was not simply taken. */
export type ClipDoubt =
  | TextDoubt
  | 'no-words'
  | 'no-speech'
  | 'unsure'
  | 'repeats'
  | 'too-fast'
  | 'too-slow'
  | 'other-language';

/** What is known of a clip and its text. */
export interface ClipEvidence {
  readonly text: string;
  readonly textDoubts: readonly TextDoubt[];
  readonly confidence: TranscriptConfidence;
  /** Speech without the silence at both ends. */
  readonly speechMs: number;
  readonly language: string;
  readonly expectedLanguage: string | undefined;
}

/** Mean log-probability from which a text is taken as it is, and below which it is left out. */
const SURE = -0.35;
const UNSURE = -0.7;
/** Whisper's own limits for a stretch without speech. */
const NO_SPEECH = 0.6;
const NO_SPEECH_BELOW = -0.5;
/** Text that packs this well repeats itself. */
const REPEATS = 2.4;
/** Letters in a second: with fewer or more, words are missing or were made up. */
const SLOWEST = 4;
const FASTEST = 25;
const MIN_LETTERS = 2;

const REJECTING: ReadonlySet<ClipDoubt> = new Set(['no-words', 'no-speech', 'repeats', 'other-language']);

/** Decides whether a clip teaches the voice what it says. */
export function judgeClip(evidence: ClipEvidence): {
  readonly verdict: Verdict;
  readonly doubts: readonly ClipDoubt[];
} {
  const { text, textDoubts, confidence, speechMs, language, expectedLanguage } = evidence;
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const lettersPerSecond = letters / (speechMs / 1000);
  const { averageLogProbability, noSpeechProbability, compressionRatio, uncertain } = confidence;
  const doubts: ClipDoubt[] = [...textDoubts];
  if (letters < MIN_LETTERS) doubts.push('no-words');
  else if (lettersPerSecond > FASTEST) doubts.push('too-fast');
  else if (lettersPerSecond < SLOWEST) doubts.push('too-slow');
  if (noSpeechProbability > NO_SPEECH && averageLogProbability < NO_SPEECH_BELOW) doubts.push('no-speech');
  if (compressionRatio > REPEATS) doubts.push('repeats');
  if (averageLogProbability < SURE || uncertain === true) doubts.push('unsure');
  if (expectedLanguage !== undefined && language !== expectedLanguage) doubts.push('other-language');
  const isRejected = averageLogProbability < UNSURE || doubts.some((doubt) => REJECTING.has(doubt));
  return { verdict: isRejected ? 'rejected' : doubts.length > 0 ? 'review' : 'accepted', doubts };
}
