import { SlashCommandBuilder } from 'discord.js';
import type { Command } from './command.ts';
import { requireCall } from './require-call.ts';

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

  async execute(interaction, { calls, words }) {
    requireCall(interaction, calls, words).say(interaction.options.getString('text', true));
    return words.willSay;
  },
};
