export { createEnergyVoiceActivity, type EnergyVoiceActivityOptions } from './energy-voice-activity.ts';
export type { HearingEvent, SpeechDropReason } from './hearing-event.ts';
export {
  createListener,
  type EndpointOptions,
  type FlushReason,
  type Listener,
  type ListenerOptions,
} from './listener.ts';
export type { Transcript, TranscriptConfidence, Utterance } from './utterance.ts';
export type { VoiceActivity, VoiceActivityDetector } from './voice-activity.ts';
export {
  createWhisperTranscriber,
  type WhisperDescription,
  type WhisperTranscriber,
  type WhisperTranscriberOptions,
} from './whisper/whisper-transcriber.ts';
export { WEIGHT_FORMATS, type WeightFormat } from './whisper/whisper-folder.ts';
