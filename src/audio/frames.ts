/** One voice packet as it came off the wire: transport and end-to-end encryption removed, nothing decoded. */
export interface OpusPacket {
  readonly userId: string;
  /** RTP sequence number, 0–65535, wraps. */
  readonly sequence: number;
  /** RTP timestamp in samples at 48 kHz, 32 bits, wraps. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** One Opus packet, never empty. */
  readonly payload: Uint8Array;
  /** When it arrived, on the process clock. */
  readonly arrivedAtMs: number;
}

/** Sampling rate of everything that is heard. */
export const HEARING_SAMPLE_RATE_HZ = 16_000;
/** Sampling rate of everything that is played to Discord. */
export const PLAYOUT_SAMPLE_RATE_HZ = 48_000;
/** Length of one frame in both directions. */
export const FRAME_MS = 20;
/** Samples in a {@link SpeechFrame}: 20 ms at 16 kHz. */
export const HEARING_FRAME_SAMPLES = (HEARING_SAMPLE_RATE_HZ * FRAME_MS) / 1000;
/** Samples in a frame that is played: 20 ms at 48 kHz, one channel. */
export const PLAYOUT_FRAME_SAMPLES = (PLAYOUT_SAMPLE_RATE_HZ * FRAME_MS) / 1000;

/** Where the sound of a {@link SpeechFrame} came from. */
export type FrameOrigin =
  /** Decoded from its own packet. */
  | 'decoded'
  /** Rebuilt from the forward error correction in the packet after it. */
  | 'recovered'
  /** Made up by the codec's loss concealment for a short gap. */
  | 'concealed'
  /** Silence: the speaker sent nothing for this time. */
  | 'silence';

/** 20 ms of one person's voice. */
export interface SpeechFrame {
  readonly userId: string;
  /** {@link HEARING_FRAME_SAMPLES} mono samples in −1…1 at 16 kHz. */
  readonly samples: Float32Array;
  /** Time of the first sample on the call's clock (the process clock, in ms). */
  readonly atMs: number;
  readonly origin: FrameOrigin;
}
