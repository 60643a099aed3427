export type { HearingEvent, SpeechDropReason } from './hearing-event.ts';
export type { Transcript, TranscriptConfidence, Utterance } from './utterance.ts';
