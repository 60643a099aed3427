export { joinVoice, type JoinVoiceOptions } from './join-voice.ts';
export type { VoiceLinkClosed } from './link-state.ts';
export type { VoiceEvent } from './voice-event.ts';
export type { VoiceLink, VoiceLinkOptions } from './voice-link.ts';
export type { EncryptionStats, VoiceLinkStats } from './voice-stats.ts';
