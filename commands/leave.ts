import { SlashCommandBuilder } from 'discord.js';
import type { Command } from './command.ts';

/** `/leave`: goes out of the server's voice channel. */
export const leave: Command = {
  data: new SlashCommandBuilder().setName('leave').setDescription('Leave the voice channel'),
  isEphemeral: false,

  async execute(interaction, { calls, words }) {
    return words.left(await calls.leave(interaction.guildId, 'asked'));
  },
};
