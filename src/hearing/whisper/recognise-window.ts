import type { Tensor } from 'onnxruntime-node';
import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import { AppError } from '#core';
import type { TranscribedWord } from '../utterance.ts';
import { decodeText, type Decoded, type DecodeRequest } from './decode-text.ts';
import type { WhisperDecoder } from './decoder.ts';
import type { WhisperEncoder } from './encoder.ts';
import { bestOf, rungsFor, type Attempt, type Rung } from './failure-ladder.ts';
import { DEFAULT_GUARDS, tokenLimit, type Guards } from './guards.ts';
import { isSilence, judge } from './judgement.ts';
import type { LanguageRequest } from './language-choice.ts';
import { promptTokensOf } from './prompt-bias.ts';
import { withoutLoop } from './repetition.ts';
import type { WhisperTask } from './special-tokens.ts';
import type { TokenText } from './token-text.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { AttentionReader } from './word-times/cross-attention.ts';
import { wordsOfStretches } from './word-times/window-words.ts';
import type { WindowPolicy } from './window-policy.ts';

/** The parts of a Whisper model, ready to listen. */
export interface RecogniserParts {
  readonly encoder: WhisperEncoder;
  readonly decoder: WhisperDecoder;
  readonly vocabulary: Vocabulary;
  readonly tokenText: TokenText;
  /** Absent when the encoder takes nothing but 30 s. */
  readonly windowPolicy: WindowPolicy | undefined;
  /** Absent when the decoder does not show where in the sound it looks. */
  readonly attention?: AttentionReader | undefined;
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

/** Where the time went, all attempts together. */
export interface ReadingTimings {
  readonly encodeMs: number;
  readonly decodeMs: number;
  /** Tokens that were written. */
  readonly tokens: number;
}

/** What was made of one window. */
export interface WindowReading {
  readonly text: string;
  /** The tokens of the text. */
  readonly tokens: readonly number[];
  readonly decoded: Decoded;
  readonly compressionRatio: number;
  readonly windowFrames: number;
  readonly uncertain: boolean;
  readonly timings: ReadingTimings;
  readonly words?: readonly TranscribedWord[];
}

const reading = (
  { rung, decoded, judgement, text }: Attempt,
  timings: ReadingTimings,
  uncertain: boolean,
): WindowReading => ({
  text,
  tokens: decoded.tokens,
  decoded,
  compressionRatio: judgement.compressionRatio,
  windowFrames: rung.windowFrames,
  uncertain,
  timings,
});

const silent = (attempt: Attempt, timings: ReadingTimings): WindowReading => ({
  ...reading(attempt, timings, false),
  text: '',
  tokens: [],
});

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
  const timings = { encodeMs: 0, decodeMs: 0, tokens: 0 };
  const listen = async (windowFrames: number): Promise<Tensor> => {
    const startMs = performance.now();
    const states = heard.get(windowFrames) ?? (await parts.encoder.encode(samples, { windowFrames }));
    timings.encodeMs += performance.now() - startMs;
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
    const startMs = performance.now();
    const decoded = await decodeText(() => parts.decoder.begin(states), {
      ...request,
      temperature: rung.temperature,
      promptTokens: rung.usesPrompt ? promptTokens : [],
    });
    timings.decodeMs += performance.now() - startMs;
    timings.tokens += decoded.tokens.length;
    const text = tokenText.toText(decoded.tokens);
    const promptText = rung.usesPrompt ? tokenText.toText(promptTokens) : '';
    return { rung, decoded, text, judgement: judge(decoded, { text, voicedMs, promptText }, guards) };
  };

  const withWords = async (read: WindowReading): Promise<WindowReading> => {
    const { attention } = parts;
    if (!options.words || attention === undefined || read.text === '') return read;
    const states = await listen(read.windowFrames);
    const isText = (at: number): boolean => read.tokens[at]! < vocabulary.special.endOfText;
    const stretch = {
      tokens: read.tokens.filter((_tokenId, at) => isText(at)),
      logProbabilities: read.decoded.logProbabilities.filter(
        (_value, at) => at < read.tokens.length && isText(at),
      ),
      startStep: 0,
      endStep: 0,
    };
    const [words = []] = await wordsOfStretches({
      attention,
      tokenText,
      states,
      stretches: [stretch],
      special: vocabulary.special,
      sampleCount: samples.length,
      language: read.decoded.language,
      task: options.task,
    });
    return { ...read, words };
  };

  const attempts: Attempt[] = [];
  for (const rung of rungsFor(samples.length, promptTokens.length > 0, parts.windowPolicy, guards)) {
    const attempt = await climb(rung);
    attempts.push(attempt);
    const { verdict } = attempt.judgement;
    if (verdict === 'nothing-said' && exactTokens === undefined) return silent(attempt, timings);
    if (verdict === 'accept' || exactTokens !== undefined) return withWords(reading(attempt, timings, false));
  }
  const attempt = bestOf(attempts);
  if (attempt === undefined) throw new AppError('INTERNAL', { message: 'All texts echo the prompt.' });
  const { noSpeechProbability, tokens } = attempt.decoded;
  if (noSpeechProbability > guards.noSpeechProbability || voicedMs < guards.littleVoiceMs) {
    return silent(attempt, timings);
  }
  const kept = withoutLoop(tokens);
  return withWords({ ...reading(attempt, timings, true), tokens: kept, text: tokenText.toText(kept) });
}
