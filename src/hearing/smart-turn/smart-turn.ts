import { startInferenceWorker, type InferenceWorkerEvent, type InferenceWorkerStats } from '#models';
import type { EndOfTurnModel } from '../end-of-turn.ts';
import { TURN_SAMPLES } from './turn-sound.ts';

/** How Smart Turn is used. */
export interface SmartTurnOptions {
  /** The `.onnx` file of version 3. */
  readonly modelPath: string;
  /** Longest time for loading. Default 30,000. */
  readonly startTimeoutMs?: number;
  /** Longest time for an answer; later ones are of no use. Default 1,000. */
  readonly answerTimeoutMs?: number;
  readonly onWorkerEvent?: (event: InferenceWorkerEvent) => void;
}

/** Smart Turn on its own thread, for all speakers. */
export interface SmartTurn extends EndOfTurnModel {
  describe(): { readonly modelPath: string; readonly worker: InferenceWorkerStats };
  close(): Promise<void>;
}

/** Pauses of all speakers that may wait for an answer. */
const MAX_QUEUED = 16;

/**
 * Loads Smart Turn v3 on a thread of its own.
 *
 * @param signal - calls the loading off.
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, or the abort reason.
 */
export async function createSmartTurn(options: SmartTurnOptions, signal?: AbortSignal): Promise<SmartTurn> {
  const { modelPath, startTimeoutMs = 30_000, answerTimeoutMs = 1000, onWorkerEvent } = options;
  const worker = await startInferenceWorker(
    {
      name: 'smart-turn',
      entry: new URL('./worker.ts', import.meta.url),
      workerData: { path: modelPath },
      maxQueued: MAX_QUEUED,
      startTimeoutMs,
      ...(onWorkerEvent !== undefined && { onEvent: onWorkerEvent }),
    },
    signal,
  );
  return {
    completion: (samples, wanted) =>
      worker.call<number>('completion', samples.slice(-TURN_SAMPLES), {
        signal: wanted,
        timeoutMs: answerTimeoutMs,
      }),
    describe: () => ({ modelPath, worker: worker.stats() }),
    close: () => worker.close(),
  };
}
