import type { Tensor } from 'onnxruntime-node';
import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import { AppError } from '#core';
import type { TranscribedWord } from '../utterance.ts';
import { decodeText, type Decoded, type DecodeRequest } from './decode-text.ts';
import type { WhisperDecoder } from './decoder.ts';
import type { WhisperEncoder } from './encoder.ts';
import { DEFAULT_GUARDS, tokenLimit, type Guards } from './guards.ts';
import { isSilence, judge, type Judgement } from './judgement.ts';
import type { LanguageRequest } from './language-choice.ts';
import { promptTokensOf } from './prompt-bias.ts';
import { withoutLoop } from './repetition.ts';
import type { WhisperTask } from './special-tokens.ts';
import type { TokenText } from './token-text.ts';
import type { Vocabulary } from './vocabulary.ts';
import { chooseWindowFrames, WINDOW_FRAMES, type WindowPolicy } from './window-policy.ts';

/** The parts of a Whisper model, ready to listen. */
export interface RecogniserParts {
  readonly encoder: WhisperEncoder;
  readonly decoder: WhisperDecoder;
  readonly vocabulary: Vocabulary;
  readonly tokenText: TokenText;
  /** Absent when the encoder takes nothing but 30 s. */
  readonly windowPolicy: WindowPolicy | undefined;
}

/** How an utterance is to be read; crosses to the worker's thread. */
export interface ReadingOptions {
  readonly language: LanguageRequest;
  readonly task: WhisperTask;
  /** Names and words that are likely to be said; they help with their spelling. */
  readonly promptTerms: readonly string[];
  readonly guards: Guards;
  /** The same seed gives the same text. */
  readonly seed: number;
  /** Tells when each word was said, where the model can. */
  readonly words: boolean;
  /**
   * Writes exactly so many tokens at the first attempt and believes them: for measuring models whose
   * weights mean nothing.
   */
  readonly exactTokens?: number;
}

/** Detects the language, writes what was said, and helps with no names. */
export const DEFAULT_READING: ReadingOptions = {
  language: {},
  task: 'transcribe',
  promptTerms: [],
  guards: DEFAULT_GUARDS,
  seed: 0,
  words: false,
};

/** What was made of one window. */
export interface WindowReading {
  readonly text: string;
  /** The tokens of the text. */
  readonly tokens: readonly number[];
  readonly decoded: Decoded;
  readonly compressionRatio: number;
  readonly windowFrames: number;
  readonly uncertain: boolean;
  readonly words?: readonly TranscribedWord[];
}

/** One try to read a window. */
interface Rung {
  readonly windowFrames: number;
  readonly temperature: number;
  readonly usesPrompt: boolean;
}

interface Attempt {
  readonly rung: Rung;
  readonly decoded: Decoded;
  readonly judgement: Judgement;
  readonly text: string;
}

/**
 * The tries for live speech, each only when the one before it failed: the short window; Whisper's own 30 s
 * without the prompt; and for longer speech one text that is drawn by chance.
 */
function ladder(sampleCount: number, hasPrompt: boolean, parts: RecogniserParts, guards: Guards): Rung[] {
  const windowFrames = chooseWindowFrames(sampleCount, parts.windowPolicy);
  const rungs: Rung[] = [{ windowFrames, temperature: 0, usesPrompt: hasPrompt }];
  if (windowFrames < WINDOW_FRAMES || hasPrompt) {
    rungs.push({ windowFrames: WINDOW_FRAMES, temperature: 0, usesPrompt: false });
  }
  const isLong = sampleCount > guards.sampleAboveSeconds * HEARING_SAMPLE_RATE_HZ;
  if (isLong && guards.sampleTemperature > 0) {
    rungs.push({
      windowFrames: WINDOW_FRAMES,
      temperature: guards.sampleTemperature,
      usesPrompt: false,
    });
  }
  return rungs;
}

/**
 * Of texts that all failed: no echo of the prompt; one that came to its end before one that ran in circles,
 * whose log-probability says nothing; then the likeliest.
 */
function best(attempts: readonly Attempt[]): Attempt | undefined {
  const ended = ({ judgement }: Attempt): number => (judgement.doubt === 'low-probability' ? 1 : 0);
  return attempts
    .filter(({ judgement }) => judgement.doubt !== 'prompt-echo')
    .toSorted(
      (one, other) =>
        ended(other) - ended(one) || other.decoded.averageLogProbability - one.decoded.averageLogProbability,
    )[0];
}

const reading = ({ rung, decoded, judgement, text }: Attempt, uncertain: boolean): WindowReading => ({
  text,
  tokens: decoded.tokens,
  decoded,
  compressionRatio: judgement.compressionRatio,
  windowFrames: rung.windowFrames,
  uncertain,
});

const silent = (attempt: Attempt): WindowReading => ({ ...reading(attempt, false), text: '', tokens: [] });

/**
 * Reads one window of live speech of at most 30 s. A text that fails the guards is tried again with more
 * context; what still fails is dropped when little was said, and flagged as uncertain otherwise.
 */
export async function recogniseWindow(
  parts: RecogniserParts,
  samples: Float32Array,
  voicedMs: number,
  options: ReadingOptions,
  checkpoint: () => void,
): Promise<WindowReading> {
  const { guards, exactTokens } = options;
  const { tokenText, vocabulary } = parts;
  const promptTokens = promptTokensOf(options.promptTerms, (text) => tokenText.toTokens(text));
  const heard = new Map<number, Tensor>();
  const listen = async (windowFrames: number): Promise<Tensor> => {
    const states = heard.get(windowFrames) ?? (await parts.encoder.encode(samples, { windowFrames }));
    heard.set(windowFrames, states);
    checkpoint();
    return states;
  };
  const request: DecodeRequest = {
    vocabulary,
    language: options.language,
    task: options.task,
    promptTokens,
    timestamps: false,
    temperature: 0,
    seed: options.seed,
    maxTokens: exactTokens ?? tokenLimit(samples.length / HEARING_SAMPLE_RATE_HZ, guards),
    exact: exactTokens !== undefined,
    voicedMs,
    isSilence: (probability) => exactTokens === undefined && isSilence(probability, voicedMs, guards),
    checkpoint,
  };
  const climb = async (rung: Rung): Promise<Attempt> => {
    const states = await listen(rung.windowFrames);
    const decoded = await decodeText(() => parts.decoder.begin(states), {
      ...request,
      temperature: rung.temperature,
      promptTokens: rung.usesPrompt ? promptTokens : [],
    });
    const text = tokenText.toText(decoded.tokens);
    const promptText = rung.usesPrompt ? tokenText.toText(promptTokens) : '';
    return { rung, decoded, text, judgement: judge(decoded, { text, voicedMs, promptText }, guards) };
  };

  const attempts: Attempt[] = [];
  for (const rung of ladder(samples.length, promptTokens.length > 0, parts, guards)) {
    const attempt = await climb(rung);
    attempts.push(attempt);
    const { verdict } = attempt.judgement;
    if (verdict === 'accept' || exactTokens !== undefined) return reading(attempt, false);
    if (verdict === 'nothing-said') return silent(attempt);
  }
  const attempt = best(attempts);
  if (attempt === undefined)
    throw new AppError('INTERNAL', { message: 'No window was tried without a prompt.' });
  const { noSpeechProbability, tokens } = attempt.decoded;
  if (noSpeechProbability > guards.noSpeechProbability || voicedMs < guards.littleVoiceMs) {
    return silent(attempt);
  }
  const kept = withoutLoop(tokens);
  return { ...reading(attempt, true), tokens: kept, text: tokenText.toText(kept) };
}
