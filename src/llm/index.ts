export type { ChatMessage } from './chat-message.ts';
