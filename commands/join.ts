import { ChannelType, SlashCommandBuilder, type VoiceBasedChannel } from 'discord.js';
import { Refusal, type GuildCommandInteraction, type Words } from '#discord';
import { describeModel } from '#llm';
import type { Command } from './command.ts';

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

  async execute(interaction, { calls, mind, settings, words, signal }) {
    const channel = chosenChannel(interaction, words);
    if (calls.get(interaction.guildId)?.channelId === channel.id) return words.alreadyThere(channel.id);
    const model = mind.models.modelFor(interaction.guildId);
    await calls.join({ channel, homeChannelId: interaction.channelId }, signal);
    const joined = words.joined(channel.id, describeModel(model));
    const { rememberDays } = settings.of(interaction.guildId);
    return rememberDays > 0 ? `${joined}\n${words.talk.remembers(rememberDays)}` : joined;
  },
};

function chosenChannel(interaction: GuildCommandInteraction, words: Words): VoiceBasedChannel {
  const named = interaction.options.getChannel('channel', false, [
    ChannelType.GuildVoice,
    ChannelType.GuildStageVoice,
  ]);
  const channel = named ?? interaction.member.voice.channel;
  if (channel) return channel;
  throw new Refusal('VOICE_NOT_IN_CHANNEL', words.joinFirst);
}
