import type { Client, VoiceBasedChannel } from 'discord.js';
import { UserError } from '#core';
import { voiceToVoiceMs } from '#conversation';
import type { Call, Calls } from '#discord';
import type { CallControl, CallView } from '#http';
import type { DiscordCalls } from '../calls.ts';

/** The calls of all servers, for the HTTP API. */
export function createCallControl({ client, calls }: DiscordCalls): CallControl {
  const callOf = (guildId: string): Call => {
    const call = calls.get(guildId);
    if (call) return call;
    throw new UserError('VOICE_NOT_JOINED', { message: 'The bot is in no voice channel of this server.' });
  };
  const get = (guildId: string): CallView => viewOf(guildId, callOf(guildId));
  return {
    list: () => guildsWithCalls(client, calls).map(get),
    get,
    async join(guildId, channelId, signal) {
      return viewOf(guildId, await calls.join({ channel: voiceChannel(client, guildId, channelId) }, signal));
    },
    leave: (guildId) => calls.leave(guildId, 'the HTTP API asked for it'),
    say: (guildId, text) => callOf(guildId).say(text),
    hush: (guildId) => callOf(guildId).hush(),
  };
}

function guildsWithCalls(client: Client, calls: Calls): readonly string[] {
  return [...client.guilds.cache.keys()].filter((guildId) => calls.get(guildId)?.status() !== undefined);
}

function voiceChannel(client: Client, guildId: string, channelId: string): VoiceBasedChannel {
  const channel = client.channels.cache.get(channelId);
  if (channel?.isVoiceBased() === true && channel.guild.id === guildId) return channel;
  throw new UserError('VOICE_CHANNEL_UNKNOWN', {
    message: `The bot sees no voice channel ${channelId} in the server ${guildId}.`,
  });
}

function viewOf(guildId: string, call: Call): CallView {
  const status = call.status();
  const waitedMs = status?.conversation.lastTurn && voiceToVoiceMs(status.conversation.lastTurn.timings);
  return {
    guildId,
    channelId: call.channelId,
    state: status?.conversation.state ?? 'joining',
    persona: status?.conversation.persona ?? '',
    turns: status?.conversation.turns ?? 0,
    voiceToVoiceMs: waitedMs ?? null,
    link: status?.voice.state ?? 'joining',
    rejoins: status?.voice.rejoins ?? 0,
    decryptFailures: status?.voice.decryptFailures ?? 0,
  };
}
