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
export { amplitudeToDb, dbToAmplitude, peakOf, rmsOf } from './level.ts';
export { limit, LIMITER_CEILING } from './limiter.ts';
export { createResampler, resample, type Resampler } from './resampler.ts';
export {
  AI_GENERATED_COMMENT,
  decodeWav,
  encodeWav,
  readWav,
  writeWav,
  type WavAudio,
  type WavOptions,
} from './wav.ts';
