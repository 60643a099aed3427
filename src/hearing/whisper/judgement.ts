import type { TranscriptConfidence } from '../utterance.ts';
import type { Decoded } from './greedy-decoding.ts';
import { compressionRatio } from './repetition.ts';

/** Whisper's own limits. */
const NO_SPEECH_PROBABILITY = 0.6;
const LOW_LOG_PROBABILITY = -1;
const HIGH_COMPRESSION_RATIO = 2.4;
/** With so little voice even a fair text is not believed when the model hears no speech. */
const SURELY_NO_SPEECH_PROBABILITY = 0.9;
const BRIEF_VOICE_MS = 400;
/** With so little voice an uncertain text is taken for an invention. */
const LITTLE_VOICE_MS = 500;

/** What is to be made of a text. */
export type Verdict =
  | 'accept'
  /** Nothing was said; the text is an invention. */
  | 'nothing-said'
  /** Something was said, and this is not it: the decoder ran in circles or without end. */
  | 'failed';

/**
 * Judges a text: Whisper invents some when it hears noise ("Thank you."), and repeats itself when it loses
 * the thread.
 *
 * @param voicedMs - how much of the sound was voice.
 */
export function judge(
  decoded: Decoded,
  text: string,
  voicedMs: number,
): { readonly verdict: Verdict; readonly confidence: TranscriptConfidence } {
  const { averageLogProbability, noSpeechProbability, stop, wantedNoText } = decoded;
  const ratio = compressionRatio(text);
  const confidence = { averageLogProbability, noSpeechProbability, compressionRatio: ratio };
  const noSpeech = noSpeechProbability > NO_SPEECH_PROBABILITY;
  const uncertain = averageLogProbability < LOW_LOG_PROBABILITY;
  const ranWild = stop !== 'end' || ratio > HIGH_COMPRESSION_RATIO;
  const nothingSaid =
    (noSpeech && (uncertain || wantedNoText || ranWild)) ||
    (noSpeechProbability > SURELY_NO_SPEECH_PROBABILITY && voicedMs < BRIEF_VOICE_MS) ||
    (voicedMs < LITTLE_VOICE_MS && (uncertain || ranWild));
  if (nothingSaid) return { verdict: 'nothing-said', confidence };
  return { verdict: ranWild ? 'failed' : 'accept', confidence };
}
