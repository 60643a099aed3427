import { AppError } from '#core';
import { startInferenceWorker, type InferenceWorkerEvent, type InferenceWorkerStats } from '#models';
import type { TranscribedSegment, Transcript, Utterance } from '../utterance.ts';
import type { GraphUse } from './graph-use.ts';
import type { EncoderPrecision } from './load-encoder.ts';
import type { RecogniserFacts, RecogniserOptions } from './load-recogniser.ts';
import { createLanguageMemory } from './language-memory.ts';
import { resolveModelOptions, type WhisperModelOptions } from './model-options.ts';
import {
  assertKnown,
  longReadingOptionsFor,
  readingOptionsFor,
  type ReadingSettings,
  type TranscribeLongOptions,
  type TranscribeOptions,
} from './reading-options.ts';
import type { LongWindowReading } from './read-long-window.ts';
import type { SampleSource } from './sound-window.ts';
import type { WhisperTask } from './special-tokens.ts';
import { transcribeLong, type LongWindowReader } from './transcribe-long.ts';
import type { WeightFormat } from './whisper-folder.ts';
import type { WindowPolicy } from './window-policy.ts';
import type { LongWindowPayload, RecognitionTimings, TimedRecognition, TranscribePayload } from './worker.ts';

/** How a Whisper model is used. */
export interface WhisperTranscriberOptions extends ReadingSettings, WhisperModelOptions {
  /** Utterances that may wait; more are refused with `INFERENCE_QUEUE_FULL`. Default 8. */
  readonly maxQueued?: number;
  /** Longest time for loading the model. Default 120,000. */
  readonly startTimeoutMs?: number;
  /** Longest time for an utterance, waiting included. Default 30,000. */
  readonly utteranceTimeoutMs?: number;
  /** Longest time for one window of a long recording, waiting included. Default 600,000. */
  readonly windowTimeoutMs?: number;
  readonly onWorkerEvent?: (event: InferenceWorkerEvent) => void;
  readonly onModelEvent?: (event: WhisperModelEvent) => void;
}

/**
 * Something is slower than it could be. `graph-unedited`: a model file runs as it is; `graph-not-kept`: its edited
 * form is made anew at every start.
 */
export interface WhisperModelEvent {
  readonly type: 'graph-unedited' | 'graph-not-kept';
  readonly model: string;
  readonly file: string;
  readonly reason: string;
}

/** What `/status` says about the recogniser. */
export interface WhisperDescription {
  readonly model: string;
  /** The fixed language, or nothing when it is found out. */
  readonly language: string | undefined;
  /** The languages among which it is found out; all when absent. */
  readonly allowedLanguages: readonly string[] | undefined;
  readonly task: WhisperTask;
  readonly languages: readonly string[];
  readonly encoderFormat: WeightFormat;
  readonly decoderFormat: WeightFormat;
  readonly encoderPrecision: EncoderPrecision;
  readonly encoderThreads: number;
  readonly decoderThreads: number;
  /** The encoder's window for short utterances; absent when every window has 30 s. */
  readonly windowPolicy: WindowPolicy | undefined;
  /** What became of each model file. */
  readonly graphs: readonly GraphUse[];
  /** Whether it can tell when each word was said. */
  readonly wordTimes: boolean;
  /** What the latest utterance cost. */
  readonly lastTimings: RecognitionTimings | undefined;
  readonly worker: InferenceWorkerStats;
}

/** A Whisper model on its own thread. */
export interface WhisperTranscriber {
  /**
   * Turns an utterance into text. The text is empty when the model finds that nothing was said, or when
   * what it wrote is likely its own invention; it is flagged as uncertain when no attempt was convincing.
   * Utterances of more than 30 s are read in windows that are cut where it is quiet. Without a fixed
   * language, what a person spoke before counts: one short utterance does not change it.
   *
   * @throws AppError `TRANSCRIPTION_FAILED`, `INFERENCE_FAILED`, `INFERENCE_QUEUE_FULL`, `INFERENCE_WORKER_DIED`,
   * `TIMED_OUT`, `CONFIG_INVALID` for a language that the model does not know; the abort reason of `signal`.
   */
  transcribe(utterance: Utterance, signal: AbortSignal, options?: TranscribeOptions): Promise<Transcript>;
  /**
   * Turns a recording of any length into segments, which come as they are found; memory stays flat. Live
   * speech goes first: it is read between two windows of 30 s. Leaving the loop ends the work.
   *
   * @param source - mono samples at 16 kHz in pieces of any length.
   * @throws AppError as {@link transcribe}; `CONFIG_INVALID` for a task that the model does not know.
   */
  transcribeLong(
    source: SampleSource,
    options: TranscribeLongOptions,
    signal: AbortSignal,
  ): AsyncGenerator<TranscribedSegment, void, undefined>;
  /** Forgets which language a person speaks. */
  forgetSpeaker(userId: string): void;
  describe(): WhisperDescription;
  close(): Promise<void>;
}

function assertUsable({ id, samples }: Utterance): void {
  const problem = samples.length === 0 ? 'holds no sound' : 'holds samples that are no finite numbers';
  if (samples.length > 0 && samples.every(Number.isFinite)) return;
  throw new AppError('TRANSCRIPTION_FAILED', {
    message: `The utterance ${id} ${problem}.`,
    retryable: false,
    context: { utteranceId: id, samples: samples.length },
  });
}

/**
 * Starts a thread and loads a Whisper model into it.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, `CONFIG_INVALID` for a language or a
 * task that the model does not know, `TIMED_OUT`.
 */
export async function createWhisperTranscriber(
  options: WhisperTranscriberOptions,
  signal: AbortSignal = new AbortController().signal,
): Promise<WhisperTranscriber> {
  const {
    maxQueued = 8,
    startTimeoutMs = 120_000,
    utteranceTimeoutMs = 30_000,
    windowTimeoutMs = 600_000,
    onWorkerEvent,
    onModelEvent,
  } = options;
  const workerData: RecogniserOptions = {
    ...resolveModelOptions(options),
    startTimeoutMs,
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.allowedLanguages === undefined ? {} : { allowedLanguages: options.allowedLanguages }),
    ...(options.task === undefined ? {} : { task: options.task }),
  };
  const worker = await startInferenceWorker(
    {
      name: 'whisper',
      entry: new URL('./worker.ts', import.meta.url),
      workerData,
      maxQueued,
      startTimeoutMs,
      ...(onWorkerEvent === undefined ? {} : { onEvent: onWorkerEvent }),
    },
    signal,
  );
  let facts: RecogniserFacts;
  try {
    facts = await worker.call('facts', undefined, { signal, timeoutMs: startTimeoutMs });
  } catch (error) {
    await worker.close();
    throw error;
  }
  const tell = (type: WhisperModelEvent['type'], file: string, reason: string | undefined): void => {
    if (reason !== undefined) onModelEvent?.({ type, model: facts.model, file, reason });
  };
  for (const { file, refusal, cacheProblem } of facts.graphs) {
    tell('graph-unedited', file, refusal);
    tell('graph-not-kept', file, cacheProblem);
  }
  const { encoderThreads, decoderThreads } = workerData;
  let lastTimings: RecognitionTimings | undefined;
  const languageMemory = createLanguageMemory();

  const readWindow: LongWindowReader = async (window, windowOptions, windowSignal) => {
    const samples = window.slice();
    const payload: LongWindowPayload = { samples, options: windowOptions };
    return worker.call<LongWindowReading>('transcribeLongWindow', payload, {
      signal: windowSignal,
      timeoutMs: windowTimeoutMs,
      priority: 'background',
      transfer: [samples.buffer],
    });
  };

  return {
    async transcribe(utterance, utteranceSignal, wanted = {}) {
      utteranceSignal.throwIfAborted();
      assertUsable(utterance);
      assertKnown(facts, wanted);
      const { id, userId, voicedMs } = utterance;
      // The utterance stays its owner's; the copy moves to the thread.
      const samples = utterance.samples.slice();
      const reading = readingOptionsFor(utterance, options, languageMemory, wanted);
      const payload: TranscribePayload = { samples, voicedMs, options: reading };
      const { heardLanguage, tokens, timings, ...said } = await worker.call<TimedRecognition>(
        'transcribe',
        payload,
        {
          signal: utteranceSignal,
          timeoutMs: utteranceTimeoutMs,
          priority: utterance.provisional ? 'provisional' : 'live',
          transfer: [samples.buffer],
        },
      );
      lastTimings = timings;
      const isBelieved = said.text !== '' && said.confidence.uncertain !== true;
      if (isBelieved && !utterance.provisional) languageMemory.learn(userId, heardLanguage, voicedMs);
      return { utteranceId: id, userId, ...said, ...(wanted.tokens === true ? { tokens } : {}) };
    },
    async *transcribeLong(source, wanted, longSignal) {
      longSignal.throwIfAborted();
      assertKnown(facts, wanted);
      yield* transcribeLong(source, readWindow, longReadingOptionsFor(options, wanted), longSignal);
    },
    forgetSpeaker: (userId) => languageMemory.forget(userId),
    describe: () => ({
      model: facts.model,
      language: options.language,
      allowedLanguages: options.allowedLanguages,
      task: options.task ?? 'transcribe',
      languages: facts.languages,
      encoderFormat: facts.encoderFormat,
      decoderFormat: facts.decoderFormat,
      encoderPrecision: facts.encoderPrecision,
      encoderThreads,
      decoderThreads,
      windowPolicy: facts.windowPolicy,
      graphs: facts.graphs,
      wordTimes: facts.wordTimes,
      lastTimings,
      worker: worker.stats(),
    }),
    close: () => worker.close(),
  };
}
