import { ChannelType, SlashCommandBuilder, type VoiceBasedChannel } from 'discord.js';
import { UserError } from '#core';
import { words, type Command, type GuildCommandInteraction } from '#discord';

/** `/join [channel]`: comes into a voice channel, the caller's own if none is named. */
export const join: Command = {
  data: new SlashCommandBuilder()
    .setName('join')
    .setDescription('Come into a voice channel and talk with us')
    .addChannelOption((option) =>
      option
        .setName('channel')
        .setDescription('Which one; yours if you leave this out')
        .addChannelTypes(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
    ),
  isEphemeral: false,

  async execute(interaction, { calls, statusReport }, signal) {
    const channel = chosenChannel(interaction);
    if (calls.get(interaction.guildId)?.channelId === channel.id) return words.alreadyThere(channel.id);
    await calls.join(channel, signal);
    return words.joined(channel.id, statusReport().modes['model'] ?? '');
  },
};

function chosenChannel(interaction: GuildCommandInteraction): VoiceBasedChannel {
  const named = interaction.options.getChannel('channel', false, [
    ChannelType.GuildVoice,
    ChannelType.GuildStageVoice,
  ]);
  const channel = named ?? interaction.member.voice.channel;
  if (channel) return channel;
  throw new UserError('VOICE_NOT_IN_CHANNEL', {
    message: 'Join a voice channel first, or name one: /join channel.',
  });
}
