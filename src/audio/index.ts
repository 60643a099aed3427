export {
  FRAME_MS,
  HEARING_FRAME_SAMPLES,
  HEARING_SAMPLE_RATE_HZ,
  PLAYOUT_FRAME_SAMPLES,
  PLAYOUT_SAMPLE_RATE_HZ,
  type FrameOrigin,
  type OpusPacket,
  type SpeechFrame,
} from './frames.ts';
