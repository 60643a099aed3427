import { SlashCommandBuilder } from 'discord.js';
import type { Command } from './command.ts';

/** `/forget me`: deletes what is kept of the person who asks, in every server. */
export const forget: Command = {
  data: new SlashCommandBuilder()
    .setName('forget')
    .setDescription('Delete what I have kept')
    .addSubcommand((sub) => sub.setName('me').setDescription('Delete what I have kept of what you said')),
  isEphemeral: true,

  async execute({ user }, { forgetPerson, words }) {
    return words.talk.forgottenPerson(forgetPerson(user.id));
  },
};
