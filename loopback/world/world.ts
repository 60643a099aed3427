import type { LoopbackChannel } from './channel.ts';
import type { WorldContext } from './context.ts';
import type { LoopbackGuild } from './guild.ts';
import type { LoopbackMember } from './member.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** The whole world: what its parts share, and the guilds. */
export interface World extends WorldContext {
  /** What the bot logs in with. */
  readonly token: string;
  readonly guilds: ReadonlyMap<string, LoopbackGuild>;
  readonly calls: VoiceCalls;
}

/** A channel and its guild. */
export interface ChannelPlace {
  readonly guild: LoopbackGuild;
  readonly channel: LoopbackChannel;
}

/** Looks through all guilds for a channel. */
export function findChannel(world: World, channelId: string): ChannelPlace | undefined {
  for (const guild of world.guilds.values()) {
    const channel = guild.channel(channelId);
    if (channel !== undefined) return { guild, channel };
  }
  return undefined;
}

/** Looks through all guilds for somebody. */
export function findMember(world: World, userId: string): LoopbackMember | undefined {
  for (const guild of world.guilds.values()) {
    const member = guild.member(userId);
    if (member !== undefined) return member;
  }
  return undefined;
}
