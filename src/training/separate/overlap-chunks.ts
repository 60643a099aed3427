import type { ChunkPlan, Samples, StereoSound, WeightedVocals } from './vocal-model.ts';

/** Where a recording's sound comes from. */
export interface StereoSource {
  readonly frameCount: number;
  /** Frames from `from` on; fewer at the end. */
  read(from: number, count: number): Promise<{ readonly left: Float32Array; readonly right: Float32Array }>;
}

/** Separates one chunk; see `VocalModel.separate`. */
export type SeparateChunk = (sound: StereoSound) => Promise<WeightedVocals>;

/** Weights below this are those of samples that no window reaches. */
const LEAST_WEIGHT = 1e-8;

function placed(sound: Float32Array, at: number, length: number): Samples {
  const whole = new Float32Array(length);
  whole.set(sound.subarray(0, length - at), at);
  return whole;
}

/**
 * Sends a recording chunk by chunk through a model and joins what comes back, mono, in the recording's own length.
 * Memory holds one chunk, whatever the length.
 */
export async function* overlapChunks(
  source: StereoSource,
  { chunkFrames, stepFrames, leadFrames }: ChunkPlan,
  separate: SeparateChunk,
): AsyncGenerator<Float32Array, void, undefined> {
  const { frameCount } = source;
  let vocals = new Float32Array(chunkFrames);
  let weights = new Float32Array(chunkFrames);
  for (let start = -leadFrames; start < frameCount; start += stepFrames) {
    const from = Math.max(0, start);
    const { left, right } = await source.read(from, Math.min(start + chunkFrames, frameCount) - from);
    const chunk = {
      left: placed(left, from - start, chunkFrames),
      right: placed(right, from - start, chunkFrames),
    };
    const added = await separate(chunk);
    for (let n = 0; n < chunkFrames; n += 1) {
      vocals[n] = (vocals[n] ?? 0) + (added.vocals[n] ?? 0);
      weights[n] = (weights[n] ?? 0) + (added.weights[n] ?? 0);
    }
    const isLast = start + stepFrames >= frameCount;
    const first = from - start;
    const last = Math.min(isLast ? chunkFrames : stepFrames, frameCount - start);
    if (last > first) {
      yield Float32Array.from({ length: last - first }, (_unused, n) => {
        const weight = weights[first + n] ?? 0;
        return weight < LEAST_WEIGHT ? 0 : (vocals[first + n] ?? 0) / weight;
      });
    }
    vocals = placed(vocals.subarray(stepFrames), 0, chunkFrames);
    weights = placed(weights.subarray(stepFrames), 0, chunkFrames);
  }
}
