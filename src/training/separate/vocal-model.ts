/** Samples that may move to another thread. */
export type Samples = Float32Array<ArrayBuffer>;

/** Stereo sound at 44.1 kHz; both channels are as long. */
export interface StereoSound {
  readonly left: Samples;
  readonly right: Samples;
}

/** How a recording is cut for a model, and put together again. */
export interface ChunkPlan {
  /** Frames of sound that the model takes at once. */
  readonly chunkFrames: number;
  /** From one chunk to the next. */
  readonly stepFrames: number;
  /** Silence that the first chunk begins with. */
  readonly leadFrames: number;
}

/** A loaded model that takes the voices out of music and noise. */
export interface VocalModel {
  readonly plan: ChunkPlan;
  /**
   * The voices in a chunk, mono, weighted; and the weight of each sample. Sums of the one over sums of the other
   * are the voices.
   *
   * @param sound - `chunkFrames` long.
   */
  separate(sound: StereoSound): Promise<WeightedVocals>;
}

/** What a chunk adds to the whole. */
export interface WeightedVocals {
  readonly vocals: Samples;
  readonly weights: Samples;
}
