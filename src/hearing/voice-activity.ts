import type { AppError } from '#core';

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
  push(samples: Float32Array): void;
  /** Forgets the speaker and the room; frames that wait for their answer get none. */
  reset(): void;
}

/** What a detector answers. */
export interface VoiceActivityAnswers {
  /** Once for every frame, in their order, at once or later. */
  readonly onActivity: (activity: VoiceActivity) => void;
  /** The detector failed: frames that wait for their answer get none, and it begins anew with the next one. */
  readonly onFault: (error: AppError) => void;
}

/** Makes a detector for one more speaker. */
export type OpenVoiceActivity = (answers: VoiceActivityAnswers) => VoiceActivityDetector;

/** Level that stands for no sound at all. */
export const SILENCE_DB = -100;

/** How far back a detector may look before it calls sound voice. */
export const MAX_ONSET_MS = 1000;
