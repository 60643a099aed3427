import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import type { TranscribedSegment, TranscriptConfidence } from '../utterance.ts';
import { decodeText, type Decoded } from './decode-text.ts';
import type { Guards } from './guards.ts';
import { wordsOfStretches } from './word-times/window-words.ts';
import type { LanguageChoice, LanguageRequest } from './language-choice.ts';
import { isPhantom } from './phantom-sentences.ts';
import { promptTokensOf } from './prompt-bias.ts';
import type { RecogniserParts } from './recognise-window.ts';
import { compressionRatio } from './repetition.ts';
import type { WhisperTask } from './special-tokens.ts';
import { cutAtTimestamps, STEP_MS } from './timed-segments.ts';
import { WINDOW_FRAMES } from './window-policy.ts';

const STEP_SAMPLES = (HEARING_SAMPLE_RATE_HZ * STEP_MS) / 1000;
const WINDOW_MS = WINDOW_FRAMES * 10;

/** Above this temperature a text is not told what was said before (OpenAI, `transcribe.py`). */
const MAX_PROMPT_TEMPERATURE = 0.5;

/** How one window of a long recording is to be read; crosses to the worker's thread. */
export interface LongWindowOptions {
  readonly language: LanguageRequest;
  readonly task: WhisperTask;
  readonly promptTerms: readonly string[];
  /** What was written for the windows before. */
  readonly previousTokens: readonly number[];
  /** Tried one after the other until a text is good; the first is usually 0. */
  readonly temperatures: readonly number[];
  readonly guards: Guards;
  readonly seed: number;
  readonly words: boolean;
}

/** What was made of one window of a long recording. */
export interface LongWindowReading {
  /** Times count from the start of the window. */
  readonly segments: readonly TranscribedSegment[];
  /** Where the next window begins, in samples from the start of this one; above 0. */
  readonly nextSample: number;
  /** All that was written, timestamps too. */
  readonly tokens: readonly number[];
  readonly temperature: number;
  readonly heardLanguage: LanguageChoice;
}

interface Attempt {
  readonly decoded: Decoded;
  readonly text: string;
  readonly ratio: number;
  /** Neither good nor silence. */
  readonly failed: boolean;
}

/** Whisper's own test: a text that repeats itself or is unlikely has failed, unless nothing was said. */
function hasFailed(decoded: Decoded, ratio: number, guards: Guards): boolean {
  const { averageLogProbability, noSpeechProbability, stop } = decoded;
  const isUnlikely = averageLogProbability < guards.lowLogProbability;
  if (isUnlikely && noSpeechProbability > guards.noSpeechProbability) return false;
  return isUnlikely || stop === 'loop' || ratio > guards.highCompressionRatio;
}

const isSilent = ({ decoded }: Attempt, guards: Guards): boolean =>
  decoded.noSpeechProbability > guards.noSpeechProbability &&
  (decoded.averageLogProbability < guards.lowLogProbability || decoded.wantedNoText);

/**
 * Reads one window of at most 30 s of a long recording: with timestamps, Whisper's whole 30 s, and a rising
 * temperature while the text is no good (OpenAI, `transcribe.py`). What is not good at the last temperature
 * is flagged as uncertain.
 */
export async function readLongWindow(
  parts: RecogniserParts,
  samples: Float32Array,
  options: LongWindowOptions,
  checkpoint: () => void,
): Promise<LongWindowReading> {
  const { guards, temperatures } = options;
  const { vocabulary, tokenText } = parts;
  const states = await parts.encoder.encode(samples, { windowFrames: WINDOW_FRAMES });
  checkpoint();
  const terms = promptTokensOf(options.promptTerms, (text) => tokenText.toTokens(text));
  const attemptAt = async (temperature: number, index: number): Promise<Attempt> => {
    const isPrompted = temperature <= MAX_PROMPT_TEMPERATURE;
    const decoded = await decodeText(() => parts.decoder.begin(states), {
      vocabulary,
      language: options.language,
      task: options.task,
      promptTokens: isPrompted ? [...options.previousTokens, ...terms] : [],
      timestamps: true,
      temperature,
      seed: options.seed + index,
      maxTokens: guards.maxTokens,
      exact: false,
      voicedMs: samples.length / (HEARING_SAMPLE_RATE_HZ / 1000),
      isSilence: () => false,
      checkpoint,
    });
    const text = tokenText.toText(decoded.tokens);
    const ratio = compressionRatio(text);
    return { decoded, text, ratio, failed: hasFailed(decoded, ratio, guards) };
  };

  let attempt = await attemptAt(temperatures[0] ?? 0, 0);
  for (const [index, temperature] of temperatures.entries()) {
    if (!attempt.failed || index === 0) continue;
    checkpoint();
    attempt = await attemptAt(temperature, index);
  }
  const { decoded, ratio, failed } = attempt;
  const { tokens, temperature, language, languageProbability } = decoded;
  const windowSteps = samples.length / STEP_SAMPLES;
  const silent = isSilent(attempt, guards);
  const { stretches, nextStep } = silent
    ? { stretches: [], nextStep: windowSteps }
    : cutAtTimestamps(decoded, vocabulary.special, windowSteps);
  const confidence: TranscriptConfidence = {
    averageLogProbability: decoded.averageLogProbability,
    noSpeechProbability: decoded.noSpeechProbability,
    compressionRatio: ratio,
    ...(languageProbability === undefined ? {} : { languageProbability }),
    temperature,
    windowMs: WINDOW_MS,
    uncertain: failed,
  };
  const { attention } = parts;
  const words =
    options.words && attention !== undefined
      ? await wordsOfStretches({
          attention,
          tokenText,
          states,
          language,
          stretches,
          special: vocabulary.special,
          sampleCount: samples.length,
          task: options.task,
        })
      : undefined;
  const segments = stretches.flatMap((stretch, index): TranscribedSegment[] => {
    const text = tokenText.toText(stretch.tokens);
    const [startMs, endMs] = [stretch.startStep * STEP_MS, stretch.endStep * STEP_MS];
    const evidence = { voicedMs: endMs - startMs, averageLogProbability: decoded.averageLogProbability };
    if (text === '' || isPhantom(text, language, evidence)) return [];
    const said = words?.[index];
    return [{ text, startMs, endMs, language, confidence, ...(said === undefined ? {} : { words: said }) }];
  });
  return {
    segments,
    nextSample: Math.max(1, Math.round(nextStep * STEP_SAMPLES)),
    tokens: silent ? [] : tokens,
    temperature,
    heardLanguage: decoded,
  };
}
