import { SlashCommandBuilder } from 'discord.js';
import type { Command } from './command.ts';
import { requireCall } from './require-call.ts';

/** `/stop`: falls silent, and answers nothing of what was said until now. */
export const stop: Command = {
  data: new SlashCommandBuilder().setName('stop').setDescription('Be quiet now'),
  isEphemeral: true,

  async execute(interaction, { calls, words }) {
    requireCall(interaction, calls, words).hush();
    return words.silent;
  },
};
