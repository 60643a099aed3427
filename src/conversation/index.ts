export type { AddressingPolicy } from './addressing.ts';
export { Conversation, type ConversationPorts, type ConversationStatus } from './conversation.ts';
export type { SpeculationMode } from './floor-options.ts';
export type {
  ChatModel,
  ClauseProgress,
  Playout,
  SpeechStream,
  SpeechStreamEvents,
  Synthesizer,
  Transcriber,
} from './ports.ts';
export { voiceToVoiceMs, type EndedTurn, type TurnTimings } from './turn.ts';
