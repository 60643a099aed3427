export type { AddressingPolicy } from './addressing.ts';
export { Conversation, type ConversationPorts, type ConversationStatus, type Role } from './conversation.ts';
export { defaultFloorOptions, type FloorOptions } from './floor-options.ts';
export { type CountTokens, DEFAULT_MEMORY, type MemoryOptions } from './memory/memory-budget.ts';
export { plainName, userMessage } from './memory/memory-messages.ts';
export type { MemoryStore } from './memory/memory-store.ts';
export { Memory, type MemoryPorts } from './memory/memory.ts';
export type { Exchange, MemoryContent, Remark, Summary } from './memory/remark.ts';
export { remarkOf, replyRemark } from './memory/remark.ts';
export { PersonaPrompt, type PromptModel } from './persona-prompt.ts';
export { type Said, writtenText } from './said.ts';
export type {
  Asking,
  ChatModel,
  ClauseProgress,
  Playout,
  SpeechStream,
  SpeechStreamEvents,
  Synthesizer,
  Transcriber,
} from './ports.ts';
export { speculationFor, type SpeculationChoice, type SpeculationMode } from './speculation-mode.ts';
export { voiceToVoiceMs, type EndedTurn, type TurnTimings } from './turn.ts';
