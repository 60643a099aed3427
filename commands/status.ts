import { SlashCommandBuilder } from 'discord.js';
import { describeStatus } from '#discord';
import type { Command } from './command.ts';

/** `/status`: what the bot runs on, how the call is, and where the time of the last turn went. */
export const status: Command = {
  data: new SlashCommandBuilder()
    .setName('status')
    .setDescription('How I am, what I run on, how fast I answered'),
  isEphemeral: true,

  async execute(interaction, { calls, statusReport }) {
    return describeStatus(statusReport(), calls.get(interaction.guildId)?.status());
  },
};
