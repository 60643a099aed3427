/** What is known after a frame. */
export interface VoiceActivity {
  readonly voiced: boolean;
  /**
   * Voice that lay right before this frame and is only now known to be voice, in ms: whole frames, at
   * most {@link MAX_ONSET_MS}; 0 but on the first voiced frame of a stretch.
   */
  readonly onsetMs: number;
  /** Root mean square of the frame in dBFS, at least {@link SILENCE_DB}. */
  readonly levelDb: number;
}

/** Tells voice from everything else, frame by frame, for one speaker. */
export interface VoiceActivityDetector {
  /** @param samples - the next 20 ms, mono at 16 kHz. */
  push(samples: Float32Array): VoiceActivity;
  /** Forgets the speaker and the room. */
  reset(): void;
}

/** Level that stands for no sound at all. */
export const SILENCE_DB = -100;

/** How far back a detector may look before it calls sound voice. */
export const MAX_ONSET_MS = 1000;
