import type { Json } from '../wire.ts';

/** Where somebody is in voice, and what is switched off. */
export interface VoiceState {
  readonly channelId: string | null;
  readonly sessionId: string;
  /** Muted and deafened by themselves. */
  readonly selfMute: boolean;
  readonly selfDeaf: boolean;
  /** Muted and deafened by a moderator. */
  readonly mute: boolean;
  readonly deaf: boolean;
  /** In a stage channel: may not speak. */
  readonly suppress: boolean;
}

/** Nowhere, with nothing switched off. */
export function noVoiceState(sessionId: string): VoiceState {
  return {
    channelId: null,
    sessionId,
    selfMute: false,
    selfDeaf: false,
    mute: false,
    deaf: false,
    suppress: false,
  };
}

/** A voice state object as Discord sends it, without `guild_id` and `member`. */
export function voiceStatePayload(userId: string, state: VoiceState): { readonly [key: string]: Json } {
  return {
    user_id: userId,
    channel_id: state.channelId,
    session_id: state.sessionId,
    deaf: state.deaf,
    mute: state.mute,
    self_deaf: state.selfDeaf,
    self_mute: state.selfMute,
    self_video: false,
    self_stream: false,
    suppress: state.suppress,
    request_to_speak_timestamp: null,
  };
}
