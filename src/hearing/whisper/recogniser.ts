import { AppError } from '#core';
import type { TranscribedWord, TranscriptConfidence } from '../utterance.ts';
import type { LanguageChoice } from './language-choice.ts';
import {
  recogniseWindow,
  type ReadingOptions,
  type ReadingTimings,
  type RecogniserParts,
  type WindowReading,
} from './recognise-window.ts';
import { FRAME_SAMPLES, WINDOW_SAMPLES } from './window-policy.ts';
import { splitIntoWindows } from './windows.ts';

const SAMPLES_PER_MS = 16;
const FRAME_MS = FRAME_SAMPLES / SAMPLES_PER_MS;

/** Text of one stretch of sound. */
export interface Recognition {
  /** Empty when nothing was said. */
  readonly text: string;
  readonly language: string;
  readonly confidence: TranscriptConfidence;
  /** Absent when they were not asked for or the model does not tell. */
  readonly words?: readonly TranscribedWord[];
  readonly tokens: readonly number[];
  /** What the sound says about its language. */
  readonly heardLanguage: LanguageChoice;
  readonly timings: ReadingTimings;
}

function describe(reading: WindowReading): Recognition {
  const { decoded, text, tokens, words, timings } = reading;
  const { language, languageProbability, detected, detectedProbability } = decoded;
  const share = languageProbability === undefined ? {} : { languageProbability };
  return {
    text,
    language,
    tokens,
    timings,
    ...(words === undefined ? {} : { words }),
    confidence: {
      averageLogProbability: decoded.averageLogProbability,
      noSpeechProbability: decoded.noSpeechProbability,
      compressionRatio: reading.compressionRatio,
      temperature: decoded.temperature,
      windowMs: reading.windowFrames * FRAME_MS,
      uncertain: reading.uncertain,
      ...share,
    },
    heardLanguage: {
      language,
      detected,
      ...share,
      ...(detectedProbability === undefined ? {} : { detectedProbability }),
    },
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The whole of several windows; of figures that cannot be averaged the most doubtful. */
function combine(recognitions: readonly Recognition[]): Recognition {
  const spoken = recognitions.filter(({ text }) => text !== '');
  const [first] = spoken.length > 0 ? spoken : recognitions;
  if (first === undefined) throw new AppError('INTERNAL', { message: 'There is no window of sound.' });
  const timings = {
    encodeMs: sum(recognitions.map((part) => part.timings.encodeMs)),
    decodeMs: sum(recognitions.map((part) => part.timings.decodeMs)),
    tokens: sum(recognitions.map((part) => part.timings.tokens)),
  };
  if (spoken.length < 2) return { ...first, timings };
  const figures = spoken.map(({ confidence }) => confidence);
  const words = spoken.flatMap((part) => part.words ?? []);
  return {
    ...first,
    timings,
    text: spoken.map(({ text }) => text).join(' '),
    tokens: spoken.flatMap(({ tokens }) => tokens),
    ...(first.words === undefined ? {} : { words }),
    confidence: {
      ...first.confidence,
      averageLogProbability: mean(figures.map((figure) => figure.averageLogProbability)),
      noSpeechProbability: Math.min(...figures.map((figure) => figure.noSpeechProbability)),
      compressionRatio: Math.max(...figures.map((figure) => figure.compressionRatio)),
      temperature: Math.max(...figures.map((figure) => figure.temperature ?? 0)),
      windowMs: Math.max(...figures.map((figure) => figure.windowMs ?? 0)),
      uncertain: figures.some((figure) => figure.uncertain),
    },
  };
}

const shift = (words: readonly TranscribedWord[], byMs: number): readonly TranscribedWord[] =>
  words.map((word) => ({ ...word, startMs: word.startMs + byMs, endMs: word.endMs + byMs }));

/**
 * Turns live speech of any length into text, window by window.
 *
 * @param voicedMs - how much of the sound is voice, taken as spread evenly over it.
 * @throws AppError `INFERENCE_FAILED`; `CONFIG_INVALID` for a language or a task that the model does not know.
 */
export async function recognise(
  parts: RecogniserParts,
  samples: Float32Array,
  voicedMs: number,
  options: ReadingOptions,
  checkpoint: () => void,
): Promise<Recognition> {
  const recognitions: Recognition[] = [];
  let beforeMs = 0;
  for (const window of splitIntoWindows(samples, WINDOW_SAMPLES)) {
    checkpoint();
    const windowVoicedMs = (voicedMs * window.length) / samples.length;
    const reading = await recogniseWindow(parts, window, windowVoicedMs, options, checkpoint);
    const { words } = reading;
    recognitions.push(
      describe(words === undefined ? reading : { ...reading, words: shift(words, beforeMs) }),
    );
    beforeMs += window.length / SAMPLES_PER_MS;
  }
  return combine(recognitions);
}
