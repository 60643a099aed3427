import type { ErrorCode, Severity } from '#core';
import type { LinkState } from './link-state.ts';

interface VoiceEventBase {
  readonly severity: Severity;
  readonly guildId: string;
  readonly channelId: string;
  readonly code?: ErrorCode;
}

/** What happens on the way between Discord's voice and this program. */
export type VoiceEvent =
  | (VoiceEventBase & {
      readonly type: 'voice.state';
      readonly state: LinkState['kind'];
      readonly why?: string;
    })
  | (VoiceEventBase & { readonly type: 'voice.rejoin'; readonly delayMs: number; readonly why: string })
  | (VoiceEventBase & { readonly type: 'voice.connection-error'; readonly message: string })
  | (VoiceEventBase & { readonly type: 'voice.library-unknown'; readonly version: string })
  /** The group's keys did not come in time; speech waits for them. */
  | (VoiceEventBase & { readonly type: 'voice.encryption-late'; readonly waitedMs: number })
  | (VoiceEventBase & {
      readonly type: 'voice.decrypt-failing';
      readonly userId: string;
      readonly remedy: 'recover' | 'rejoin';
    })
  | (VoiceEventBase & {
      readonly type: 'voice.packet-invalid';
      readonly userId: string;
      readonly count: number;
    })
  /** The library closed somebody's stream by itself; it is opened again. */
  | (VoiceEventBase & {
      readonly type: 'voice.stream-lost';
      readonly userId: string;
      readonly message: string;
    })
  /** Somebody was announced as speaking and no packet came. */
  | (VoiceEventBase & { readonly type: 'voice.packets-missing'; readonly userId: string })
  | (VoiceEventBase & { readonly type: 'voice.member-unknown'; readonly userId: string });

/** An event before the link adds where it happened. */
export type VoiceEventBody = VoiceEvent extends infer Event
  ? Event extends VoiceEvent
    ? Omit<Event, 'guildId' | 'channelId'>
    : never
  : never;
