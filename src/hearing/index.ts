export type { EndOfTurnModel } from './end-of-turn.ts';
export type { EndOfTurnOptions, EndpointOptions } from './endpoint-options.ts';
export { openEnergyVoiceActivity } from './energy-voice-activity.ts';
export type { HearingEvent, SpeechDropReason } from './hearing-event.ts';
export { createListener, type Listener, type ListenerOptions } from './listener.ts';
export { createSpeakerPauses, type SpeakerPauses } from './speaker-pauses.ts';
export {
  createSileroVoiceActivity,
  type SileroOptions,
  type SileroVoiceActivity,
} from './silero/silero-voice-activity.ts';
export { createSmartTurn, type SmartTurn, type SmartTurnOptions } from './smart-turn/smart-turn.ts';
export type { TranscribedSegment, Transcript, TranscriptConfidence, Utterance } from './utterance.ts';
export type { FlushReason } from './utterance-cutter.ts';
export type { OpenVoiceActivity, VoiceActivity, VoiceActivityDetector } from './voice-activity.ts';
export {
  createWhisperTranscriber,
  type WhisperDescription,
  type WhisperTranscriber,
  type WhisperTranscriberOptions,
} from './whisper/whisper-transcriber.ts';
export { WEIGHT_FORMATS, type WeightFormat } from './whisper/whisper-folder.ts';
