import { cpus } from 'node:os';
import { createWavWriter, openWavStream } from '#audio';
import { startInferenceWorker, type InferenceWorkerEvent } from '#models';
import { overlapChunks, type StereoSource } from './overlap-chunks.ts';
import type { ChunkPlan, StereoSound, WeightedVocals } from './vocal-model.ts';
import type { SeparationModelChoice, SeparationWorkerData } from './worker.ts';

/** How a separation model is run. */
export interface VocalSeparatorOptions {
  readonly model: SeparationModelChoice;
  /** Default: one for each core. */
  readonly threads?: number;
  readonly onWorkerEvent?: (event: InferenceWorkerEvent) => void;
}

/** Takes the voices out of recordings, on its own thread. */
export interface VocalSeparator {
  /**
   * Writes the voices of a stereo recording as mono, at the same rate and of the same length.
   *
   * @throws AppError `INFERENCE_FAILED`, `INFERENCE_WORKER_DIED`, `TIMED_OUT`; the abort reason of `signal`.
   */
  separate(
    from: string,
    to: string,
    signal: AbortSignal,
    onSeconds: (seconds: number) => void,
  ): Promise<void>;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 120_000;
/** A chunk of six seconds on a slow core beside others. */
const CHUNK_TIMEOUT_MS = 600_000;

/** @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`. */
export async function createVocalSeparator(
  { model, threads = cpus().length, onWorkerEvent }: VocalSeparatorOptions,
  startSignal: AbortSignal,
): Promise<VocalSeparator> {
  const worker = await startInferenceWorker({
    name: 'separation',
    entry: new URL('worker.ts', import.meta.url),
    workerData: { model, threads } satisfies SeparationWorkerData,
    maxQueued: 2,
    startTimeoutMs: START_TIMEOUT_MS,
    ...(onWorkerEvent === undefined ? {} : { onEvent: onWorkerEvent }),
  });
  let plan: ChunkPlan;
  try {
    plan = await worker.call<ChunkPlan>('plan', undefined, {
      signal: startSignal,
      timeoutMs: START_TIMEOUT_MS,
    });
  } catch (error) {
    await worker.close();
    throw error;
  }
  return {
    async separate(from, to, signal, onSeconds) {
      const wav = await openWavStream(from);
      try {
        const source: StereoSource = {
          frameCount: wav.frameCount,
          async read(first, count) {
            const [left = new Float32Array(0), right = left] = await wav.frames(first, count);
            return { left, right };
          },
        };
        const separateChunk = (sound: StereoSound): Promise<WeightedVocals> =>
          worker.call<WeightedVocals>('separate', sound, {
            signal,
            timeoutMs: CHUNK_TIMEOUT_MS,
            priority: 'background',
            transfer: [sound.left.buffer, sound.right.buffer],
          });
        await using writer = await createWavWriter(to, wav.sampleRateHz);
        let written = 0;
        for await (const piece of overlapChunks(source, plan, separateChunk)) {
          signal.throwIfAborted();
          await writer.write(piece);
          written += piece.length;
          onSeconds(written / wav.sampleRateHz);
        }
        await writer.finish();
      } finally {
        await wav.close();
      }
    },
    close: () => worker.close(),
  };
}
