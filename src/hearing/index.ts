export type { Transcript, TranscriptConfidence, Utterance } from './utterance.ts';
