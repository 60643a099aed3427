import { PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { AppError } from '#core';
import { startInferenceWorker, type InferenceWorkerEvent, type InferenceWorkerStats } from '#models';

import type { Clause, SpeakingStyle, SpokenAudio } from '../spoken-audio.ts';
import { createTextNormalizer } from '../text/index.ts';
import type { SpeakerFigures, SpeakerOptions, SpokenPiece } from './speaker.ts';
import { scalesOf } from './speaking-style.ts';
import { textBlocks } from './text-blocks.ts';
import { loadVoice, type PiperVoice } from './voice.ts';
import type { SpeakRequest } from './worker.ts';

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
  /** Longest time for loading the voice, its first check included. Default 180,000. */
  readonly startTimeoutMs?: number;
  /** Longest time for about 30 seconds of speech, waiting included. Default 60,000. */
  readonly clauseTimeoutMs?: number;
  /** Where the edited network and what was measured of the voice are kept; without it each start does both. */
  readonly cacheFolder?: string;
  readonly onWorkerEvent?: (event: InferenceWorkerEvent) => void;
  readonly onNotice?: (notice: PiperNotice) => void;
}

/** Something about a loaded voice that its owner should know. */
export interface PiperNotice {
  readonly kind:
    /** Its first sound comes when its sentence is complete: the network could not be cut in two. */
    | 'voice-unsplit'
    /** The next start takes longer than it needs to. */
    | 'voice-cache-failed';
  readonly voice: string;
  readonly reason: string;
}

/** How one clause is said. */
export interface SynthesizeOptions {
  readonly style?: SpeakingStyle | undefined;
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
  /** `chunks`: sound comes while its sentence is still being made. */
  readonly streaming: 'chunks' | 'sentences';
  /** Whether the sound comes with the times of its words. */
  readonly tellsWords: boolean;
  readonly worker: InferenceWorkerStats;
}

/** A Piper voice on its own thread. */
export interface PiperSynthesizer {
  /**
   * Speaks a clause in pieces of 48 kHz mono, the first as soon as about 300 ms are made. A clause in which
   * nothing can be spoken, such as a lone emoji or a block of code, gives no piece at all. Aborting stops it
   * at the next piece.
   *
   * @throws AppError `CONFIG_INVALID` for a style that the voice cannot follow, `SYNTHESIS_FAILED`,
   * `INFERENCE_QUEUE_FULL`, `INFERENCE_WORKER_DIED`, `TIMED_OUT`; the abort reason of `signal`.
   */
  synthesize(clause: Clause, signal: AbortSignal, options?: SynthesizeOptions): AsyncIterable<SpokenAudio>;
  describe(): PiperDescription;
  close(): Promise<void>;
}

/** Text that goes to the voice at once, in UTF-16 units: about 30 seconds, sentence by sentence. */
const MAX_BLOCK_LENGTH = 500;
const SAMPLES_PER_MS = PLAYOUT_SAMPLE_RATE_HZ / 1000;

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
  const { maxQueued = 8, startTimeoutMs = 180_000, clauseTimeoutMs = 60_000, onWorkerEvent } = options;
  const voice = await loadVoice(options.voicePath, signal);
  const speaker = speakerOptions(voice, options);
  const worker = await startInferenceWorker(
    {
      name: 'piper',
      entry: new URL('./worker.ts', import.meta.url),
      workerData: speaker,
      maxQueued,
      startTimeoutMs,
      ...(onWorkerEvent === undefined ? {} : { onEvent: onWorkerEvent }),
    },
    signal,
  );
  const normalize = createTextNormalizer({
    language: voice.languageCode ?? voice.espeakVoice,
    phonemeBlocks: voice.phonemeType === 'espeak' ? 'keep' : 'read',
  });
  let figures: SpeakerFigures;
  try {
    figures = await worker.call('figures', undefined, { signal, timeoutMs: startTimeoutMs });
  } catch (error) {
    await worker.close();
    throw error;
  }
  const tell = (kind: PiperNotice['kind'], reason: string | undefined): void => {
    if (reason !== undefined) options.onNotice?.({ kind, voice: voice.name, reason });
  };
  tell('voice-unsplit', figures.unsplitReason);
  tell('voice-cache-failed', figures.cacheProblem);

  return {
    async *synthesize(clause, clauseSignal, { style } = {}) {
      clauseSignal.throwIfAborted();
      const scales = scalesOf(voice, speaker.scales, style);
      const spoken = normalize(clause.text);
      let startMs = 0;
      for (const { text, start } of textBlocks(spoken.text, MAX_BLOCK_LENGTH)) {
        const blockMs = startMs;
        const pieces = worker.stream<SpokenPiece>('synthesize', { text, scales } satisfies SpeakRequest, {
          signal: clauseSignal,
          timeoutMs: clauseTimeoutMs,
        });
        for await (const { samples, words } of pieces) {
          const told = words?.map((word) => ({
            text: word.text,
            startMs: blockMs + word.startMs,
            endMs: blockMs + word.endMs,
            sourceEnd: spoken.sourceEnd(start + word.textEnd),
          }));
          yield { clauseIndex: clause.index, samples, ...(told && { words: told }) };
          startMs += samples.length / SAMPLES_PER_MS;
        }
      }
    },
    describe: () => ({
      name: voice.name,
      languageCode: voice.languageCode,
      quality: voice.quality,
      sampleRateHz: voice.sampleRateHz,
      speakers: voice.speakers,
      speakerId: speaker.scales.speakerId,
      lengthScale: speaker.scales.lengthScale,
      gainDb: figures.gainDb,
      streaming: figures.unsplitReason === undefined ? 'chunks' : 'sentences',
      tellsWords: figures.tellsWords,
      worker: worker.stats(),
    }),
    close: () => worker.close(),
  };
}

function speakerOptions(voice: PiperVoice, options: PiperSynthesizerOptions): SpeakerOptions {
  const { sentencePauseMs = 150, gainDb, threads, cacheFolder } = options;
  const scales = scalesOf(voice, {
    noiseScale: options.noiseScale ?? voice.noiseScale,
    lengthScale: options.lengthScale ?? voice.lengthScale,
    noiseW: options.noiseW ?? voice.noiseW,
    speakerId: options.speakerId ?? voice.defaultSpeakerId,
  });
  if (!(sentencePauseMs >= 0 && sentencePauseMs <= 5_000)) {
    throw new AppError('CONFIG_INVALID', {
      message: `The voice ${voice.name} cannot speak like that: sentencePauseMs must lie between 0 and 5000.`,
      context: { voice: voice.name, sentencePauseMs },
    });
  }
  return { voice, scales, sentencePauseMs, gainDb, threads, cacheFolder };
}
