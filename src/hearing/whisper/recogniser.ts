import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import { AppError } from '#core';
import type { TranscriptConfidence } from '../utterance.ts';
import type { WhisperDecoder } from './decoder.ts';
import type { WhisperEncoder } from './encoder.ts';
import { decodeGreedily, type Decoded, type DecodingRules } from './greedy-decoding.ts';
import { judge } from './judgement.ts';
import type { TextDecoder } from './text-decoder.ts';
import { chooseWindowFrames, WINDOW_SAMPLES, type WindowPolicy } from './window-policy.ts';
import { splitIntoWindows } from './windows.ts';

/** Nobody says more tokens in a second. */
const MAX_TOKENS_PER_SECOND = 7;
const SPARE_TOKENS = 12;
/** Whisper's own bound: half of its context. */
const MAX_TOKENS = 224;

/** Text of one stretch of sound. */
export interface Recognition {
  /** Empty when nothing was said. */
  readonly text: string;
  readonly language: string;
  readonly confidence: TranscriptConfidence;
}

/** The parts of a Whisper model, ready to listen. */
export interface RecogniserParts {
  readonly encoder: WhisperEncoder;
  readonly decoder: WhisperDecoder;
  readonly rules: DecodingRules;
  readonly toText: TextDecoder;
  /** Absent when the encoder takes nothing but 30 s. */
  readonly windowPolicy: WindowPolicy | undefined;
}

/** What the decoder wrote for one window. */
export async function recogniseWindow(
  parts: RecogniserParts,
  samples: Float32Array,
  checkpoint: () => void,
): Promise<Decoded> {
  const states = await parts.encoder.encode(samples, {
    windowFrames: chooseWindowFrames(samples.length, parts.windowPolicy),
  });
  checkpoint();
  const seconds = samples.length / HEARING_SAMPLE_RATE_HZ;
  const maxTokens = Math.min(MAX_TOKENS, Math.ceil(seconds * MAX_TOKENS_PER_SECOND) + SPARE_TOKENS);
  return decodeGreedily(parts.decoder.begin(states), parts.rules, { maxTokens, checkpoint });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function combine(recognitions: readonly Recognition[]): Recognition {
  const spoken = recognitions.filter(({ text }) => text !== '');
  const [first] = spoken.length > 0 ? spoken : recognitions;
  if (first === undefined) throw new AppError('INTERNAL', { message: 'There is no window of sound.' });
  if (spoken.length < 2) return first;
  const figures = spoken.map(({ confidence }) => confidence);
  return {
    text: spoken.map(({ text }) => text).join(' '),
    language: first.language,
    confidence: {
      averageLogProbability: mean(figures.map((figure) => figure.averageLogProbability)),
      noSpeechProbability: Math.min(...figures.map((figure) => figure.noSpeechProbability)),
      compressionRatio: Math.max(...figures.map((figure) => figure.compressionRatio)),
    },
  };
}

/**
 * Turns sound of any length into text, window by window.
 *
 * @param voicedMs - how much of the sound is voice, spread evenly over it.
 * @throws AppError `TRANSCRIPTION_FAILED` when the decoder lost the thread.
 */
export async function recognise(
  parts: RecogniserParts,
  samples: Float32Array,
  voicedMs: number,
  checkpoint: () => void,
): Promise<Recognition> {
  const recognitions: Recognition[] = [];
  for (const window of splitIntoWindows(samples, WINDOW_SAMPLES)) {
    checkpoint();
    const decoded = await recogniseWindow(parts, window, checkpoint);
    const text = parts.toText(decoded.tokens);
    const { verdict, confidence } = judge(decoded, text, (voicedMs * window.length) / samples.length);
    if (verdict === 'failed') {
      throw new AppError('TRANSCRIPTION_FAILED', {
        message: 'The recogniser lost the thread and repeated itself or found no end.',
        context: { stop: decoded.stop, tokens: decoded.tokens.length, ...confidence },
      });
    }
    recognitions.push({ text: verdict === 'accept' ? text : '', language: decoded.language, confidence });
  }
  return combine(recognitions);
}
