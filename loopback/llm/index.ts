export type { Pacing } from './answer.ts';
export { startChatServer, type ChatServer, type ChatServerOptions } from './chat-server.ts';
export { CHAT_FAULTS, isChatFault, type ChatFault } from './faults.ts';
export type { ReplySource } from './reply-script.ts';
export type { RecordedRequest } from './request-log.ts';
export type { ReceivedMessage } from './scripted-reply.ts';
