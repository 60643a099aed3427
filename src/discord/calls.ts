import { ChannelType, Events, PermissionFlagsBits, type Client, type VoiceBasedChannel } from 'discord.js';
import { UserError } from '#core';
import type { CallParts, CallPlace } from './call-parts.ts';
import { Call } from './call.ts';

/** The calls of all servers; one in each at most. */
export interface Calls {
  /** Joins a channel, leaving the one the bot was in. @throws AppError, UserError. */
  join(place: CallPlace, signal: AbortSignal): Promise<Call>;
  /** Leaves the server's channel. @returns its id. @throws UserError `VOICE_NOT_JOINED`. */
  leave(guildId: string, reason: string): Promise<string>;
  get(guildId: string): Call | undefined;
  /** Leaves every channel. */
  leaveAll(reason: string): Promise<void>;
}

/** @param client - whose voice states tell when the last person has left a channel. */
export function createCalls(client: Client, parts: CallParts): Calls {
  const calls = new Map<string, Call>();
  const { bus } = parts;

  const drop = (guildId: string, call: Call, reason: string): void => {
    if (calls.get(guildId) !== call) return;
    calls.delete(guildId);
    bus.emit('call.left', { channelId: call.channelId, reason }, { guildId });
  };

  const leave = async (guildId: string, reason: string): Promise<string> => {
    const call = calls.get(guildId);
    if (!call)
      throw new UserError('VOICE_NOT_JOINED', { message: 'I am in no voice channel of this server.' });
    const { channelId } = call;
    drop(guildId, call, reason);
    await call.leave();
    return channelId;
  };

  client.on(Events.VoiceStateUpdate, (before, after) => {
    const guildId = after.guild.id;
    const call = calls.get(guildId);
    if (!call || before.channelId === after.channelId || hasPeople(client, call.channelId)) return;
    leave(guildId, 'everybody left').catch((error: unknown) => bus.emitError(error, { guildId }));
  });

  return {
    async join(place, signal) {
      const { channel } = place;
      const guildId = channel.guild.id;
      assertJoinable(channel);
      if (calls.has(guildId)) await leave(guildId, 'moved');
      const joined = await Call.start(
        place,
        parts,
        (call, closed) => drop(guildId, call, closed.reason),
        signal,
      );
      calls.set(guildId, joined);
      bus.emit('call.joined', { channelId: channel.id }, { guildId });
      return joined;
    },
    leave,
    get: (guildId) => calls.get(guildId),
    async leaveAll(reason) {
      await Promise.all([...calls.keys()].map((guildId) => leave(guildId, reason)));
    },
  };
}

function hasPeople(client: Client, channelId: string): boolean {
  const channel = client.channels.cache.get(channelId);
  return channel?.isVoiceBased() === true && channel.members.some((member) => !member.user.bot);
}

function assertJoinable(channel: VoiceBasedChannel): void {
  const mine = channel.permissionsFor(channel.guild.members.me ?? channel.client.user.id);
  const needed = {
    'View Channel': PermissionFlagsBits.ViewChannel,
    Connect: PermissionFlagsBits.Connect,
    Speak: PermissionFlagsBits.Speak,
  };
  const missing = Object.entries(needed).filter(([, flag]) => mine?.has(flag) !== true);
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ');
    throw new UserError('VOICE_PERMISSION_MISSING', {
      message: `I lack permissions in <#${channel.id}>: ${names}.`,
      context: { channelId: channel.id, missing: names },
    });
  }
  const isFull =
    channel.type === ChannelType.GuildVoice &&
    channel.full &&
    mine?.has(PermissionFlagsBits.MoveMembers) !== true;
  if (isFull) {
    throw new UserError('VOICE_CHANNEL_FULL', {
      message: `<#${channel.id}> is full.`,
      context: { channelId: channel.id },
    });
  }
}
