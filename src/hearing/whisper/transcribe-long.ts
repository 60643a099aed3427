import { HEARING_SAMPLE_RATE_HZ, peakOf } from '#audio';
import type { TranscribedSegment } from '../utterance.ts';
import type { LanguageRequest } from './language-choice.ts';
import type { LongWindowOptions, LongWindowReading } from './read-long-window.ts';
import { createSoundWindow, type SampleSource } from './sound-window.ts';
import { WINDOW_SAMPLES } from './window-policy.ts';

const SAMPLES_PER_MS = HEARING_SAMPLE_RATE_HZ / 1000;
/** A remainder that is shorter holds no word, and the model invents some. */
const MIN_SAMPLES = 100 * SAMPLES_PER_MS;
/** Sound that never rises above it (−80 dBFS) is digital silence, in which nothing can be heard. */
const SILENT_PEAK = 1e-4;
/** As many tokens as fit before a text, and some; the decoder takes the last ones. */
const MAX_PREVIOUS_TOKENS = 448;

/** What the temperature of a text may be, after OpenAI's `transcribe.py`. */
export const DEFAULT_TEMPERATURES: readonly number[] = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Reads one window; the port behind which the model stands. */
export type LongWindowReader = (
  samples: Float32Array,
  options: LongWindowOptions,
  signal: AbortSignal,
) => Promise<LongWindowReading>;

/** How a long recording is read. */
export interface LongReadingOptions {
  readonly window: Omit<LongWindowOptions, 'language' | 'previousTokens'>;
  /** Without a fixed language, the first window with text decides. */
  readonly language: LanguageRequest;
  /** Tells each window what was said before. It keeps names alike, and loops alive. */
  readonly conditionOnPrevious: boolean;
  /** Called after each window with the time up to which all is read. */
  readonly onProgress?: (readMs: number) => void;
}

/** Above this temperature the text is not trusted to tell the next window what was said. */
const MAX_CONDITION_TEMPERATURE = 0.5;

/**
 * Reads a recording of any length window by window, after OpenAI's `transcribe.py`: each window begins where
 * the last whole segment of the one before ended. Segments come as they are found, so that memory stays
 * flat. Unlike there, each window's loudness stands for itself, because the end is not known yet.
 *
 * @throws AppError `TRANSCRIPTION_FAILED` when a sample is no finite number; what the reader throws; the abort
 * reason of `signal`.
 */
export async function* transcribeLong(
  source: SampleSource,
  readWindow: LongWindowReader,
  options: LongReadingOptions,
  signal: AbortSignal,
): AsyncGenerator<TranscribedSegment, void, undefined> {
  const window = createSoundWindow(source, WINDOW_SAMPLES);
  let { language } = options;
  let previousTokens: readonly number[] = [];
  let offsetSamples = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      const samples = await window.fill();
      signal.throwIfAborted();
      if (samples.length < MIN_SAMPLES) return;
      let nextSample = samples.length;
      if (peakOf(samples) > SILENT_PEAK) {
        const reading = await readWindow(samples, { ...options.window, language, previousTokens }, signal);
        const offsetMs = offsetSamples / SAMPLES_PER_MS;
        for (const segment of reading.segments) yield shifted(segment, offsetMs);
        nextSample = Math.min(reading.nextSample, samples.length);
        if (reading.segments.length > 0) language = { ...language, fixed: reading.heardLanguage.language };
        const tellsOn = options.conditionOnPrevious && reading.temperature <= MAX_CONDITION_TEMPERATURE;
        previousTokens = tellsOn ? [...previousTokens, ...reading.tokens].slice(-MAX_PREVIOUS_TOKENS) : [];
      }
      window.drop(nextSample);
      offsetSamples += nextSample;
      options.onProgress?.(offsetSamples / SAMPLES_PER_MS);
    }
  } finally {
    await window.close();
  }
}

function shifted(segment: TranscribedSegment, byMs: number): TranscribedSegment {
  const { words, startMs, endMs } = segment;
  return {
    ...segment,
    startMs: startMs + byMs,
    endMs: endMs + byMs,
    ...(words === undefined
      ? {}
      : {
          words: words.map((word) => ({ ...word, startMs: word.startMs + byMs, endMs: word.endMs + byMs })),
        }),
  };
}
