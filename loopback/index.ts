export { startBotProcess, type BotLogLine, type BotProcess, type BotProcessOptions } from './bot-process.ts';
export { PRIVILEGED_INTENTS, type PrivilegedIntent } from './gateway/intents.ts';
export type { GatewayDrop } from './gateway/main-gateway.ts';
export type { UnhandledRequest } from './rest/rest-api.ts';
export type { CompleteSegment, Ears, HearingWait, ListenOptions, LoggedHeardPacket } from './sound/ears.ts';
export type { SpeakOptions, SpeakReport } from './sound/mouth.ts';
export type { HeardSegment, Recording } from './sound/recorder.ts';
export { speakText, type SpeakTextOptions } from './speech.ts';
export { startLoopbackDiscord, type LoopbackDiscordOptions } from './start.ts';
export type { CommandAnswer } from './world/answer.ts';
export type { LoopbackChannel } from './world/channel.ts';
export type { OptionValue, OptionValues, UploadedFile } from './world/command-call.ts';
export type { AutocompleteRequest, Choice, RunOptions } from './world/command-runner.ts';
export type { RegisteredCommand } from './world/commands.ts';
export type { WorldEvent, WorldEventListener } from './world/events.ts';
export { WORLD_FAULTS, type WorldFaultName, type WorldFaults } from './world/faults.ts';
export type { LoopbackGuild } from './world/guild.ts';
export type { AnswerStep } from './world/interactions.ts';
export type { LoopbackDiscord, LoopbackEnvironment } from './world/loopback-discord.ts';
export type { LoopbackMember, MemberOptions } from './world/member.ts';
export type { LoopbackAttachment, LoopbackMessage } from './world/message.ts';
export type { PermissionName } from './world/permissions.ts';
export type { LoopbackRole } from './world/role.ts';
export type { LoopbackUser } from './world/user.ts';
export {
  describeVoiceFaults,
  VOICE_FAULTS,
  type EncryptionMode,
  type VoiceFault,
  type VoiceFaultName,
  type VoiceRoom,
} from './voice/index.ts';
export {
  CHAT_FAULTS,
  isChatFault,
  startChatServer,
  type ChatFault,
  type ChatServer,
  type ChatServerOptions,
  type ReceivedMessage,
  type ScriptedReply,
} from './llm/index.ts';
export { waitUntil, type WaitUntilOptions } from './wait-until.ts';
