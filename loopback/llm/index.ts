export { startChatServer, type ChatServer, type ChatServerOptions } from './chat-server.ts';
export { CHAT_FAULTS, isChatFault, type ChatFault } from './faults.ts';
export type { RecordedAnswer } from './recorded-answer.ts';
export type { ScriptedReply } from './reply-script.ts';
export type { ReceivedMessage } from './scripted-reply.ts';
