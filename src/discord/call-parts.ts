import type { VoiceBasedChannel } from 'discord.js';
import type { ChatModel, ConversationStatus, PromptModel, Transcriber } from '#conversation';
import type { Clock } from '#core';
import type { EventBus } from '#events';
import type { EndOfTurnModel, OpenVoiceActivity } from '#hearing';
import type { ChosenModel } from '#llm';
import type { TurnLatenciesRepository } from '#store';
import type { Roles } from './call-role.ts';
import type { LatencyReport } from './latencies.ts';
import type { PersonaLook } from './persona-look.ts';
import type { Memories } from './memories.ts';
import type { GuildSettingsBook } from './settings/index.ts';
import type { VoiceLinkStats } from './voice/index.ts';

/** What every call of the process shares. */
export interface CallParts {
  readonly openVoiceActivity: OpenVoiceActivity;
  readonly endOfTurnModel?: EndOfTurnModel;
  readonly transcriber: Transcriber;
  readonly chatModel: ChatModel;
  /** Who speaks, and in which voice. */
  readonly roles: Roles;
  /** The name and the picture of the bot in its servers. */
  readonly look: PersonaLook;
  readonly settings: GuildSettingsBook;
  readonly memories: Memories;
  /** What prompts must know of the language model of a server. */
  readonly promptModelOf: (guildId: string) => PromptModel;
  /** The language model of a server, as far as it decides what is begun early. */
  readonly modelFor: (guildId: string) => ChosenModel;
  /** Where the waits of a server are kept. */
  readonly latencies: TurnLatenciesRepository;
  /** Asked before a packet of somebody is decoded; everybody is heard without it. */
  readonly mayHear?: (guildId: string, userId: string) => boolean;
  readonly clock: Clock;
  readonly bus: EventBus;
}

/** What `/status` shows of a call. */
export interface CallStatus {
  readonly channelId: string;
  readonly conversation: ConversationStatus;
  readonly voice: VoiceLinkStats;
  readonly latency: LatencyReport;
  /** Everybody but bots, in the order of their names. */
  readonly people: readonly PersonInCall[];
}

/** Somebody in a call, and whether the bot hears them. */
export interface PersonInCall {
  readonly name: string;
  readonly hearing: 'heard' | 'muted' | 'quiet';
}

/** Where a call is, and where it was asked for. */
export interface CallPlace {
  readonly channel: VoiceBasedChannel;
  /** The text channel in which somebody asked the bot to come; what is written to it there belongs to the call. */
  readonly homeChannelId?: string | undefined;
}
