import { SlashCommandBuilder } from 'discord.js';
import type { Command } from './command.ts';
import { requireCall } from './require-call.ts';

/** `/reset`: falls silent and forgets the conversation. */
export const reset: Command = {
  data: new SlashCommandBuilder().setName('reset').setDescription('Forget what we talked about'),
  isEphemeral: false,

  async execute(interaction, { calls, words }) {
    requireCall(interaction, calls, words).forgetConversation();
    return words.forgotten;
  },
};
