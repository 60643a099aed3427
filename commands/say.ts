import { SlashCommandBuilder } from 'discord.js';
import { UserError } from '#core';
import { words, type Command } from '#discord';

/** Longest text that is taken; about two minutes of speech. */
const MAX_TEXT_LENGTH = 1500;

/** `/say text`: says a text as it is. */
export const say: Command = {
  data: new SlashCommandBuilder()
    .setName('say')
    .setDescription('Say something in the voice channel')
    .addStringOption((option) =>
      option.setName('text').setDescription('What to say').setRequired(true).setMaxLength(MAX_TEXT_LENGTH),
    ),
  isEphemeral: true,

  async execute(interaction, { calls }) {
    const call = calls.get(interaction.guildId);
    if (!call)
      throw new UserError('VOICE_NOT_JOINED', { message: 'I am in no voice channel here. Use /join first.' });
    call.say(interaction.options.getString('text', true));
    return words.willSay;
  },
};
