export type {
  ChatModel,
  ClauseProgress,
  Playout,
  SpeechStream,
  SpeechStreamEvents,
  Synthesizer,
  Transcriber,
} from './ports.ts';
