import { AppError } from '#core';
import { startInferenceWorker, type InferenceWorkerEvent, type InferenceWorkerStats } from '#models';

import { toPlainText } from '../plain-text.ts';
import type { Clause, SpokenAudio } from '../spoken-audio.ts';
import type { SpeakerOptions } from './speaker.ts';
import { loadVoice, type PiperVoice } from './voice.ts';

/** How a Piper voice is used. What is left out comes from the voice's own file. */
export interface PiperSynthesizerOptions {
  /** The `.onnx` file; its `.onnx.json` stands beside it. */
  readonly voicePath: string;
  /** Above 0; 1 is the voice's pace as it was trained, 2 half as fast. */
  readonly lengthScale?: number;
  /** 0 or more; 0 with {@link noiseW} 0 makes the voice say a text always the same way. */
  readonly noiseScale?: number;
  readonly noiseW?: number;
  /** For voices with several speakers. */
  readonly speakerId?: number;
  /** Silence after each sentence. Default 150. */
  readonly sentencePauseMs?: number;
  /** Fixed gain; default: what brings the voice's speech to −20 dBFS. */
  readonly gainDb?: number;
  /** CPU threads of the network. Default 1. */
  readonly threads?: number;
  /** Clauses that may wait for the voice; more are refused. Default 8. */
  readonly maxQueued?: number;
  /** Longest time for loading the voice. Default 60,000. */
  readonly startTimeoutMs?: number;
  /** Longest time for a clause, waiting included. Default 60,000. */
  readonly clauseTimeoutMs?: number;
  readonly onWorkerEvent?: (event: InferenceWorkerEvent) => void;
}

/** What `/status` says about the voice. */
export interface PiperDescription {
  readonly name: string;
  readonly languageCode?: string | undefined;
  readonly quality?: string | undefined;
  readonly sampleRateHz: number;
  readonly speakers: number;
  readonly speakerId: number;
  readonly lengthScale: number;
  readonly gainDb: number;
  readonly worker: InferenceWorkerStats;
}

/** A Piper voice on its own thread. */
export interface PiperSynthesizer {
  /**
   * Speaks a clause, one piece of 48 kHz mono per sentence. A clause in which nothing can be spoken, such as
   * a lone emoji or a block of code, gives no piece at all. Aborting stops it at the next sentence.
   *
   * @throws AppError `SYNTHESIS_FAILED`, `INFERENCE_QUEUE_FULL`, `INFERENCE_WORKER_DIED`, `TIMED_OUT`; the
   * abort reason of `signal`.
   */
  synthesize(clause: Clause, signal: AbortSignal): AsyncIterable<SpokenAudio>;
  describe(): PiperDescription;
  close(): Promise<void>;
}

/**
 * Loads a Piper voice.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, `VOICE_CONFIG_MISSING`,
 * `VOICE_CONFIG_INVALID`, `CONFIG_INVALID` for options that the voice cannot follow.
 */
export async function createPiperSynthesizer(
  options: PiperSynthesizerOptions,
  signal: AbortSignal = new AbortController().signal,
): Promise<PiperSynthesizer> {
  const { maxQueued = 8, startTimeoutMs = 60_000, clauseTimeoutMs = 60_000, onWorkerEvent } = options;
  const voice = await loadVoice(options.voicePath, signal);
  const speaker = speakerOptions(voice, options);
  const worker = await startInferenceWorker({
    name: 'piper',
    entry: new URL('./worker.ts', import.meta.url),
    workerData: speaker,
    maxQueued,
    startTimeoutMs,
    ...(onWorkerEvent === undefined ? {} : { onEvent: onWorkerEvent }),
  });
  const { gainDb } = await worker.call<{ readonly gainDb: number }>('figures', undefined, {
    signal,
    timeoutMs: startTimeoutMs,
  });

  return {
    async *synthesize(clause, clauseSignal) {
      clauseSignal.throwIfAborted();
      const text = toPlainText(clause.text);
      if (text === '') return;
      const pieces = worker.stream<Float32Array>('synthesize', text, {
        signal: clauseSignal,
        timeoutMs: clauseTimeoutMs,
      });
      for await (const samples of pieces) yield { clauseIndex: clause.index, samples };
    },
    describe: () => ({
      name: voice.name,
      languageCode: voice.languageCode,
      quality: voice.quality,
      sampleRateHz: voice.sampleRateHz,
      speakers: voice.speakers,
      speakerId: speaker.style.speakerId,
      lengthScale: speaker.style.lengthScale,
      gainDb,
      worker: worker.stats(),
    }),
    close: () => worker.close(),
  };
}

function speakerOptions(voice: PiperVoice, options: PiperSynthesizerOptions): SpeakerOptions {
  const style = {
    noiseScale: options.noiseScale ?? voice.noiseScale,
    lengthScale: options.lengthScale ?? voice.lengthScale,
    noiseW: options.noiseW ?? voice.noiseW,
    speakerId: options.speakerId ?? voice.defaultSpeakerId,
  };
  const { sentencePauseMs = 150, gainDb, threads } = options;
  const wrong = [
    !(style.lengthScale > 0 && Number.isFinite(style.lengthScale)) && 'lengthScale must be above 0',
    !(style.noiseScale >= 0 && Number.isFinite(style.noiseScale)) && 'noiseScale must be 0 or more',
    !(style.noiseW >= 0 && Number.isFinite(style.noiseW)) && 'noiseW must be 0 or more',
    !(Number.isInteger(style.speakerId) && style.speakerId >= 0 && style.speakerId < voice.speakers) &&
      `speakerId must be a whole number below ${voice.speakers}`,
    !(sentencePauseMs >= 0 && sentencePauseMs <= 5_000) && 'sentencePauseMs must lie between 0 and 5000',
  ].filter((problem) => problem !== false);
  if (wrong.length > 0) {
    throw new AppError('CONFIG_INVALID', {
      message: `The voice ${voice.name} cannot speak like that: ${wrong.join(', ')}.`,
      context: { voice: voice.name, wrong },
    });
  }
  return { voice, style, sentencePauseMs, gainDb, threads };
}
