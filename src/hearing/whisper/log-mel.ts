import { Tensor } from 'onnxruntime-node';
import { AppError } from '#core';
import { createOnnxSession } from '#models';
import { buildLogMelGraph, LOG_MEL } from './log-mel-graph.ts';
import { FOURIER_LENGTH } from './mel-filters.ts';
import { FRAME_SAMPLES } from './window-policy.ts';

/** How far the transform of the first column reaches before the first sample. */
const REACH = FOURIER_LENGTH / 2;

/** Turns sound into what a Whisper encoder reads. */
export interface LogMel {
  readonly melCount: number;
  /**
   * @param samples - mono at 16 kHz, at most `frameCount` × 160; the rest of the window is silence.
   * @param frameCount - columns of the result, 10 ms each.
   * @returns float32 [1, `melCount`, `frameCount`].
   */
  compute(samples: Float32Array, frameCount: number): Promise<Tensor>;
}

/**
 * The part of the window that can be heard, with what the transforms of its first and last column need:
 * before the window, and after it, the sound is mirrored.
 */
function withMirroredEnds(samples: Float32Array, columns: number, frameCount: number): Float32Array {
  const signal = new Float32Array((columns - 1) * FRAME_SAMPLES + FOURIER_LENGTH);
  signal.set(samples.subarray(0, signal.length - REACH), REACH);
  for (let distance = 1; distance <= REACH; distance += 1) {
    signal[REACH - distance] = samples[distance] ?? 0;
  }
  const windowSamples = frameCount * FRAME_SAMPLES;
  for (let at = REACH + windowSamples; at < signal.length; at += 1) {
    signal[at] = samples[2 * (windowSamples - 1) - (at - REACH)] ?? 0;
  }
  return signal;
}

/**
 * Whisper's log-mel spectrogram, after its `audio.py`: a periodic Hann window of 25 ms every 10 ms,
 * centred, the ends mirrored; power; mel filters; log10, at least 8 below the loudest; (x + 4) / 4.
 * Runs as an ONNX graph; only columns that sound reaches are computed.
 */
export async function createLogMel(melCount: number, threads = 1): Promise<LogMel> {
  const session = await createOnnxSession(buildLogMelGraph(melCount), { name: 'log-mel', threads });
  return {
    melCount,
    async compute(samples, frameCount) {
      const columns = Math.min(frameCount, Math.ceil((samples.length + REACH) / FRAME_SAMPLES));
      const signal = withMirroredEnds(samples, columns, frameCount);
      const padding = BigInt64Array.of(0n, 0n, 0n, 0n, 0n, BigInt(frameCount - columns));
      const { [LOG_MEL.features]: features } = await session.run({
        [LOG_MEL.samples]: new Tensor('float32', signal, [1, 1, signal.length]),
        [LOG_MEL.padding]: new Tensor('int64', padding, [6]),
      });
      if (features instanceof Tensor) return features;
      throw new AppError('INFERENCE_FAILED', { message: 'The spectrogram gave no output.' });
    },
  };
}
