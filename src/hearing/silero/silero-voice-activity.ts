import { amplitudeToDb, rmsOf } from '#audio';
import { AppError, toAppError } from '#core';
import {
  startInferenceWorker,
  type InferenceWorker,
  type InferenceWorkerEvent,
  type InferenceWorkerStats,
} from '#models';
import { SILENCE_DB, type OpenVoiceActivity, type VoiceActivityAnswers } from '../voice-activity.ts';
import { SILERO_WINDOW_SAMPLES } from './silero-model.ts';
import type { JudgePayload } from './worker.ts';

/** How Silero VAD is used. */
export interface SileroOptions {
  /** The `.onnx` file of version 5 or 6. */
  readonly modelPath: string;
  /** Probability from which on sound is voice; version 6 is less sure of itself, try 0.35. Default 0.5. */
  readonly beginFrom?: number;
  /** Probability below which voice has ended. Default 0.15 less than {@link beginFrom}. */
  readonly endBelow?: number;
  /** Longest time for loading. Default 30,000. */
  readonly startTimeoutMs?: number;
  /** Longest time for the answer to 32 ms of sound. Default 2,000. */
  readonly answerTimeoutMs?: number;
  readonly onWorkerEvent?: (event: InferenceWorkerEvent) => void;
}

/** Silero VAD on its own thread, for all speakers. */
export interface SileroVoiceActivity {
  readonly open: OpenVoiceActivity;
  describe(): { readonly modelPath: string; readonly worker: InferenceWorkerStats };
  close(): Promise<void>;
}

/** Windows of all speakers that may wait: ten people for half a second. */
const MAX_QUEUED = 160;

/** Nobody is heard while a thread that stopped too often rests, so it is not to rest long. */
const REST_MS = 10_000;

/** One speaker's place in the model's memory, and the frames that wait for their windows. */
class SileroLane {
  readonly #worker: InferenceWorker;
  readonly #answers: VoiceActivityAnswers;
  readonly #options: Required<Pick<SileroOptions, 'beginFrom' | 'endBelow' | 'answerTimeoutMs'>>;
  readonly #nextLane: () => number;
  #lane: number;
  #abort = new AbortController();
  /** The window that is being filled. */
  #window = new Float32Array(SILERO_WINDOW_SAMPLES);
  #filled = 0;
  /** Levels of the frames that end in the window that is being filled. */
  #levelsDb: number[] = [];
  #voiced = false;

  constructor(
    worker: InferenceWorker,
    answers: VoiceActivityAnswers,
    options: Required<Pick<SileroOptions, 'beginFrom' | 'endBelow' | 'answerTimeoutMs'>>,
    nextLane: () => number,
  ) {
    this.#worker = worker;
    this.#answers = answers;
    this.#options = options;
    this.#nextLane = nextLane;
    this.#lane = nextLane();
  }

  push(samples: Float32Array): void {
    const levelDb = Math.max(SILENCE_DB, amplitudeToDb(rmsOf(samples)));
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + SILERO_WINDOW_SAMPLES - this.#filled);
      this.#window.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      // A frame belongs to the window in which it ends.
      if (at === samples.length) this.#levelsDb.push(levelDb);
      if (this.#filled === SILERO_WINDOW_SAMPLES) void this.#ask();
    }
  }

  reset(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#lane = this.#nextLane();
    this.#window = new Float32Array(SILERO_WINDOW_SAMPLES);
    this.#filled = 0;
    this.#levelsDb = [];
    this.#voiced = false;
  }

  async #ask(): Promise<void> {
    const payload: JudgePayload = { lane: this.#lane, samples: this.#window };
    const levelsDb = this.#levelsDb;
    const { signal } = this.#abort;
    this.#window = new Float32Array(SILERO_WINDOW_SAMPLES);
    this.#filled = 0;
    this.#levelsDb = [];
    try {
      const options = { signal, timeoutMs: this.#options.answerTimeoutMs };
      this.#answer(await this.#worker.call<number>('judge', payload, options), levelsDb);
    } catch (error) {
      // What was asked before a reset is not wanted any more.
      if (!signal.aborted) this.#fail(error);
    }
  }

  #answer(probability: number, levelsDb: readonly number[]): void {
    const { beginFrom, endBelow } = this.#options;
    this.#voiced = probability >= (this.#voiced ? endBelow : beginFrom);
    for (const levelDb of levelsDb) {
      this.#answers.onActivity({ voiced: this.#voiced, onsetMs: 0, levelDb });
    }
  }

  #fail(cause: unknown): void {
    const { code } = toAppError(cause);
    // A closed worker has nobody left who listens.
    if (code === 'CANCELLED') return;
    this.reset();
    const message = 'The voice activity model gave no answer.';
    this.#answers.onFault(new AppError('VOICE_ACTIVITY_FAILED', { message, cause }));
  }
}

/**
 * Loads Silero VAD on a thread of its own. Frames are answered 0 to 32 ms after they came, and the time of
 * the model.
 *
 * @param signal - calls the loading off.
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, or the abort reason.
 */
export async function createSileroVoiceActivity(
  options: SileroOptions,
  signal?: AbortSignal,
): Promise<SileroVoiceActivity> {
  const {
    modelPath,
    beginFrom = 0.5,
    startTimeoutMs = 30_000,
    answerTimeoutMs = 2000,
    onWorkerEvent,
  } = options;
  const { endBelow = beginFrom - 0.15 } = options;
  const worker = await startInferenceWorker(
    {
      name: 'silero',
      entry: new URL('./worker.ts', import.meta.url),
      workerData: { path: modelPath },
      maxQueued: MAX_QUEUED,
      restartWindowMs: REST_MS,
      startTimeoutMs,
      ...(onWorkerEvent !== undefined && { onEvent: onWorkerEvent }),
    },
    signal,
  );
  let lanes = 0;
  const nextLane = (): number => (lanes += 1);
  return {
    open: (answers) => new SileroLane(worker, answers, { beginFrom, endBelow, answerTimeoutMs }, nextLane),
    describe: () => ({ modelPath, worker: worker.stats() }),
    close: () => worker.close(),
  };
}
