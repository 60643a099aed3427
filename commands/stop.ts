import { SlashCommandBuilder } from 'discord.js';
import { words, type Command } from '#discord';
import { requireCall } from './require-call.ts';

/** `/stop`: falls silent, and answers nothing of what was said until now. */
export const stop: Command = {
  data: new SlashCommandBuilder().setName('stop').setDescription('Be quiet now'),
  isEphemeral: true,

  async execute(interaction, { calls }) {
    requireCall(interaction, calls).hush();
    return words.silent;
  },
};
