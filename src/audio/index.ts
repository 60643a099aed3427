export { bundledFfmpeg, findFfmpeg } from './find-ffmpeg.ts';
export { decodeSoundFile, type DecodeFileOptions } from './decode-file.ts';
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
export { joinSamples } from './join-samples.ts';
export { createLoudnessMeter, SILENT_LUFS, type LoudnessMeter } from './loudness.ts';
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
export { createFrameClock, type FrameClock, type FrameClockOptions } from './frame-clock.ts';
export {
  createJitterBuffer,
  type JitterBuffer,
  type JitterBufferOptions,
  type JitterCounts,
  type PlayStep,
  type PushVerdict,
} from './jitter-buffer.ts';
export { createOpusDecoder, type OpusDecoder, type OpusDecodeResult } from './opus-decoder.ts';
export {
  createOpusEncoder,
  type OpusCodec,
  type OpusEncoder,
  type OpusEncoderOptions,
} from './opus-encoder.ts';
export { isAllZero, isOpusSilence, OPUS_SILENCE, opusPacketMs } from './opus-packet.ts';
export { createOggOpusStream, type OggOpusStream } from './ogg-opus.ts';
export { createSoundFile, soundFormatOf, type SoundFile, type SoundFormat } from './sound-file.ts';
export { readRtpHeader, RTP_TICKS_PER_MS, type RtpHeader } from './rtp.ts';
export { runFfmpeg, type FfmpegRun, type RunFfmpegOptions } from './run-ffmpeg.ts';
export { createWavWriter, type WavWriter } from './wav-writer.ts';
export { openWavStream, type WavStream } from './wav-stream.ts';
