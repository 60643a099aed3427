import { SlashCommandBuilder } from 'discord.js';
import { words, type Command } from '#discord';
import { requireCall } from './require-call.ts';

/** `/reset`: falls silent and forgets the conversation. */
export const reset: Command = {
  data: new SlashCommandBuilder().setName('reset').setDescription('Forget what we talked about'),
  isEphemeral: false,

  async execute(interaction, { calls }) {
    requireCall(interaction, calls).forgetConversation();
    return words.forgotten;
  },
};
