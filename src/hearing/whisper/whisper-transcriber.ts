import { availableParallelism } from 'node:os';
import { AppError } from '#core';
import { startInferenceWorker, type InferenceWorkerEvent, type InferenceWorkerStats } from '#models';
import type { Transcript, Utterance } from '../utterance.ts';
import type { RecogniserFacts, RecogniserOptions } from './load-recogniser.ts';
import { createLanguageMemory } from './language-memory.ts';
import {
  assertKnown,
  readingOptionsFor,
  type ReadingSettings,
  type TranscribeOptions,
} from './reading-options.ts';
import type { Recognition } from './recogniser.ts';
import type { WhisperTask } from './special-tokens.ts';
import type { WeightFormat } from './whisper-folder.ts';
import type { TranscribePayload } from './worker.ts';

/** How a Whisper model is used. */
export interface WhisperTranscriberOptions extends ReadingSettings {
  /** A folder with the layout of the `onnx-community/whisper-*` repositories. */
  readonly modelPath: string;
  /** Which of the folder's ONNX files are used. Default `fp32`. */
  readonly encoderFormat?: WeightFormat;
  readonly decoderFormat?: WeightFormat;
  /** CPU threads of the encoder; the decoder has one. Default 2, or 1 on a machine with one core. */
  readonly encoderThreads?: number;
  /** Utterances that may wait; more are refused with `INFERENCE_QUEUE_FULL`. Default 8. */
  readonly maxQueued?: number;
  /** Longest time for loading the model. Default 120,000. */
  readonly startTimeoutMs?: number;
  /** Longest time for an utterance, waiting included. Default 30,000. */
  readonly utteranceTimeoutMs?: number;
  readonly onWorkerEvent?: (event: InferenceWorkerEvent) => void;
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
  readonly encoderThreads: number;
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
  const { maxQueued = 8, startTimeoutMs = 120_000, utteranceTimeoutMs = 30_000, onWorkerEvent } = options;
  const workerData: RecogniserOptions = {
    modelPath: options.modelPath,
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.allowedLanguages === undefined ? {} : { allowedLanguages: options.allowedLanguages }),
    ...(options.task === undefined ? {} : { task: options.task }),
    encoderFormat: options.encoderFormat ?? 'fp32',
    decoderFormat: options.decoderFormat ?? 'fp32',
    encoderThreads: options.encoderThreads ?? Math.min(2, availableParallelism()),
  };
  const worker = await startInferenceWorker({
    name: 'whisper',
    entry: new URL('./worker.ts', import.meta.url),
    workerData,
    maxQueued,
    startTimeoutMs,
    ...(onWorkerEvent === undefined ? {} : { onEvent: onWorkerEvent }),
  });
  let facts: RecogniserFacts;
  try {
    facts = await worker.call('facts', undefined, { signal, timeoutMs: startTimeoutMs });
  } catch (error) {
    await worker.close();
    throw error;
  }
  const { encoderFormat, decoderFormat, encoderThreads } = workerData;
  const languageMemory = createLanguageMemory();

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
      const { heardLanguage, tokens, ...said } = await worker.call<Recognition>('transcribe', payload, {
        signal: utteranceSignal,
        timeoutMs: utteranceTimeoutMs,
        transfer: [samples.buffer],
      });
      const isBelieved = said.text !== '' && said.confidence.uncertain !== true;
      if (isBelieved && !utterance.provisional) languageMemory.learn(userId, heardLanguage, voicedMs);
      return { utteranceId: id, userId, ...said, ...(wanted.tokens === true ? { tokens } : {}) };
    },
    forgetSpeaker: (userId) => languageMemory.forget(userId),
    describe: () => ({
      model: facts.model,
      language: options.language,
      allowedLanguages: options.allowedLanguages,
      task: options.task ?? 'transcribe',
      languages: facts.languages,
      encoderFormat,
      decoderFormat,
      encoderThreads,
      worker: worker.stats(),
    }),
    close: () => worker.close(),
  };
}
